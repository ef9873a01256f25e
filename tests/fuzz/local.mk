# Fuzz targets. With --enable-fuzzing libFuzzer is their main(), and they are
# not run as tests: tests/fuzz/fuzz_record DIRECTORY runs one.
FUZZ_TARGETS = \
	%D%/fuzz_attrs %D%/fuzz_conf %D%/fuzz_key %D%/fuzz_page %D%/fuzz_record
check_PROGRAMS += $(FUZZ_TARGETS)
EXTRA_DIST += %D%/fuzz.h
check_LTLIBRARIES += %D%/libreplay.la
tests_fuzz_libreplay_la_SOURCES = %D%/replay.c

FUZZ_LDADD = libclaviger_core.la
if FUZZING
FUZZ_LDADD += $(FUZZ_ENGINE)
else
TESTS += $(FUZZ_TARGETS)
FUZZ_LDADD += %D%/libreplay.la
endif
tests_fuzz_fuzz_attrs_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_conf_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_key_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_page_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_record_LDADD = $(FUZZ_LDADD)
