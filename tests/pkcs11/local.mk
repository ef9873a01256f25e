# Black-box tests: they load the built module and know nothing else of it.
PKCS11_TEST_LIBS = tests/support/libsupport.la $(CHECK_LIBS)

check_PROGRAMS += %D%/test_aes
TESTS += %D%/test_aes
tests_pkcs11_test_aes_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_calls
TESTS += %D%/test_calls
tests_pkcs11_test_calls_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_digest
TESTS += %D%/test_digest
tests_pkcs11_test_digest_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_ecdsa
TESTS += %D%/test_ecdsa
tests_pkcs11_test_ecdsa_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_fork
TESTS += %D%/test_fork
tests_pkcs11_test_fork_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_initialize
TESTS += %D%/test_initialize
tests_pkcs11_test_initialize_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_interface
TESTS += %D%/test_interface
tests_pkcs11_test_interface_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_login
TESTS += %D%/test_login
tests_pkcs11_test_login_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_objects
TESTS += %D%/test_objects
tests_pkcs11_test_objects_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_pin
TESTS += %D%/test_pin
tests_pkcs11_test_pin_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_states
TESTS += %D%/test_states
tests_pkcs11_test_states_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_template
TESTS += %D%/test_template
tests_pkcs11_test_template_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_threads
TESTS += %D%/test_threads
tests_pkcs11_test_threads_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_token
TESTS += %D%/test_token
tests_pkcs11_test_token_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_versions
TESTS += %D%/test_versions
tests_pkcs11_test_versions_LDADD = $(PKCS11_TEST_LIBS)
