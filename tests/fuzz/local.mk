# Fuzz targets. With --enable-fuzzing libFuzzer is their main(), and they are
# not run as tests: tests/fuzz/fuzz_record DIRECTORY runs one.
FUZZ_TARGETS = \
	%D%/fuzz_attrs %D%/fuzz_conf %D%/fuzz_der %D%/fuzz_key \
	%D%/fuzz_mechanism %D%/fuzz_page %D%/fuzz_pin %D%/fuzz_record \
	%D%/fuzz_template %D%/fuzz_uri
check_PROGRAMS += $(FUZZ_TARGETS)
EXTRA_DIST += %D%/fuzz.h %D%/corpus
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
tests_fuzz_fuzz_der_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_key_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_mechanism_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_page_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_pin_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_record_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_template_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_uri_SOURCES = %D%/fuzz_uri.c tools/uri.c
tests_fuzz_fuzz_uri_LDADD = $(FUZZ_LDADD) $(P11_KIT_LIBS)
