# What test programs share; every one of them links it.
check_LTLIBRARIES += %D%/libsupport.la
tests_support_libsupport_la_SOURCES =
tests_support_libsupport_la_SOURCES += %D%/core_fixture.c
tests_support_libsupport_la_SOURCES += %D%/core_fixture.h
tests_support_libsupport_la_SOURCES += %D%/fixture.c
tests_support_libsupport_la_SOURCES += %D%/fixture.h
tests_support_libsupport_la_SOURCES += %D%/kat.c
tests_support_libsupport_la_SOURCES += %D%/kat.h
tests_support_libsupport_la_SOURCES += %D%/keys.c
tests_support_libsupport_la_SOURCES += %D%/hex.h
tests_support_libsupport_la_SOURCES += %D%/keys.h
EXTRA_DIST += %D%/suite.h %D%/valgrind.supp
