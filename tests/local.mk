# Every test program is one suite and links the whole core. Tests find the
# source tree in SRC, the build tree in BUILD, the built module in MODULE and
# the built command in CLAVIGER; a program of somebody else's needs PRELOAD in
# LD_PRELOAD to load a module built with sanitizers.
LDADD = tests/support/libsupport.la libclaviger_core.la $(CHECK_LIBS)
AM_CPPFLAGS += $(CHECK_CFLAGS)

AM_TESTS_ENVIRONMENT = \
	SRC='$(abs_top_srcdir)'; export SRC; \
	BUILD='$(abs_top_builddir)'; export BUILD; \
	MODULE='$(abs_top_builddir)/pkcs11/.libs/claviger.so'; export MODULE; \
	CLAVIGER='$(abs_top_builddir)/tools/claviger'; export CLAVIGER; \
	PRELOAD='$(SANITIZER_RUNTIME)'; export PRELOAD; \
	unset CLAVIGER_CONF CLAVIGER_MODULE;
TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = $(SHELL)

include tests/support/local.mk
include tests/base/local.mk
include tests/crypto/local.mk
include tests/store/local.mk
include tests/mech/local.mk
include tests/key/local.mk
include tests/gate/local.mk
include tests/token/local.mk
include tests/object/local.mk
include tests/session/local.mk
include tests/flow/local.mk
include tests/pkcs11/local.mk
include tests/tools/local.mk
include tests/fuzz/local.mk
include tests/lint/local.mk

EXTRA_DIST += %D%/vectors %D%/consumers %D%/trixie

# The test programs under valgrind. Each test is a process of its own, so what
# it loses is found test by test.
VALGRIND_FLAGS = --quiet \
	--suppressions=$(abs_top_srcdir)/tests/support/valgrind.supp \
	--error-exitcode=99 --leak-check=full \
	--errors-for-leak-kinds=definite --show-leak-kinds=definite
# Stretching a PIN takes half a minute there, RSA and the larger curves longer:
# those are left for CHECK_SCALE=full, but for a black-box test of each kind.
SLOW_UNDER_VALGRIND = %D%/crypto/test_ec %D%/crypto/test_material \
	%D%/crypto/test_rsa %D%/crypto/test_rsa_numbers \
	%D%/fuzz/fuzz_der %D%/fuzz/fuzz_mechanism
QUICK_UNDER_VALGRIND = $(filter-out $(SLOW_UNDER_VALGRIND), \
	$(filter %D%/base/% %D%/crypto/% %D%/key/% %D%/gate/% \
	%D%/mech/test_mech %D%/mech/test_ecdsa %D%/mech/test_digest \
	%D%/store/test_trie %D%/store/test_page% %D%/store/test_root_key \
	%D%/object/test_attr% %D%/object/test_builtin \
	%D%/session/test_out_buf %D%/session/test_search %D%/fuzz/% \
	%D%/pkcs11/test_interface %D%/pkcs11/test_initialize \
	%D%/pkcs11/test_digest, $(check_PROGRAMS)))
# A million random calls are for the sanitizers.
.PHONY: check-valgrind lint coverage
check-valgrind: all $(check_LTLIBRARIES)
	case "$$CHECK_SCALE" in \
	full) programs='$(filter-out %D%/pkcs11/random_calls, \
	    $(check_PROGRAMS))' ;; \
	*) programs='$(QUICK_UNDER_VALGRIND)' ;; \
	esac; \
	$(MAKE) $$programs && \
	$(MAKE) check-TESTS check_PROGRAMS= TESTS="$$programs" \
	    TEST_SUITE_LOG=valgrind.log \
	    LOG_COMPILER=valgrind AM_LOG_FLAGS='$(VALGRIND_FLAGS)'

lint: all
	$(MAKE) check-TESTS TESTS='$(dist_check_SCRIPTS)' TEST_SUITE_LOG=lint.log

# Needs configure --enable-coverage.
coverage: check
	$(SHELL) $(srcdir)/tests/lint/coverage.sh
