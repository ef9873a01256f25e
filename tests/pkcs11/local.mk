# Black-box tests: they load the built module and know nothing else of it.
PKCS11_TEST_LIBS = tests/support/libsupport.la $(CHECK_LIBS)

check_PROGRAMS += %D%/test_aes
TESTS += %D%/test_aes
tests_pkcs11_test_aes_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_attribute_templates
TESTS += %D%/test_attribute_templates
tests_pkcs11_test_attribute_templates_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_calls
TESTS += %D%/test_calls
tests_pkcs11_test_calls_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_ciphers
TESTS += %D%/test_ciphers
tests_pkcs11_test_ciphers_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_derive
TESTS += %D%/test_derive
tests_pkcs11_test_derive_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_digest
TESTS += %D%/test_digest
tests_pkcs11_test_digest_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_dual
TESTS += %D%/test_dual
tests_pkcs11_test_dual_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_curves
TESTS += %D%/test_curves
tests_pkcs11_test_curves_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_ecdsa
TESTS += %D%/test_ecdsa
tests_pkcs11_test_ecdsa_LDADD = $(PKCS11_TEST_LIBS)

# What holds for all functions and all mechanisms.
EVERY = %D%/every_call.c %D%/every_call.h %D%/every_key.c \
	%D%/every_mechanism.c %D%/every_mechanism.h %D%/findings.c \
	%D%/findings.h

check_PROGRAMS += %D%/test_every_function
TESTS += %D%/test_every_function
tests_pkcs11_test_every_function_SOURCES = %D%/test_every_function.c \
	%D%/every_right.c %D%/every_right.h $(EVERY)
tests_pkcs11_test_every_function_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_every_operation
TESTS += %D%/test_every_operation
tests_pkcs11_test_every_operation_SOURCES = %D%/test_every_operation.c $(EVERY)
tests_pkcs11_test_every_operation_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_every_verification
TESTS += %D%/test_every_verification
tests_pkcs11_test_every_verification_SOURCES = %D%/test_every_verification.c \
	$(EVERY)
tests_pkcs11_test_every_verification_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_every_key_mechanism
TESTS += %D%/test_every_key_mechanism
tests_pkcs11_test_every_key_mechanism_SOURCES = %D%/test_every_key_mechanism.c \
	$(EVERY)
tests_pkcs11_test_every_key_mechanism_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_fork
TESTS += %D%/test_fork
tests_pkcs11_test_fork_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_import
TESTS += %D%/test_import
tests_pkcs11_test_import_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_initialize
TESTS += %D%/test_initialize
tests_pkcs11_test_initialize_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_interface
TESTS += %D%/test_interface
tests_pkcs11_test_interface_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_login
TESTS += %D%/test_login
tests_pkcs11_test_login_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_message_process
TESTS += %D%/test_message_process
tests_pkcs11_test_message_process_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_message_sign
TESTS += %D%/test_message_sign
tests_pkcs11_test_message_sign_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_messages
TESTS += %D%/test_messages
tests_pkcs11_test_messages_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_objects
TESTS += %D%/test_objects
tests_pkcs11_test_objects_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_pin
TESTS += %D%/test_pin
tests_pkcs11_test_pin_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_profiles
TESTS += %D%/test_profiles
tests_pkcs11_test_profiles_LDADD = $(PKCS11_TEST_LIBS)

# random_calls CALLS SEED: as many as one likes.
check_PROGRAMS += %D%/random_calls
TESTS += %D%/random_calls
tests_pkcs11_random_calls_SOURCES = %D%/random_calls.c %D%/random.h \
	%D%/random_args.c %D%/random_numbers.c %D%/random_param.c \
	%D%/random_template.c %D%/random_upkeep.c $(EVERY)
tests_pkcs11_random_calls_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_recover
TESTS += %D%/test_recover
tests_pkcs11_test_recover_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_state
TESTS += %D%/test_state
tests_pkcs11_test_state_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_pq
TESTS += %D%/test_pq
tests_pkcs11_test_pq_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_states
TESTS += %D%/test_states
tests_pkcs11_test_states_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_streams
TESTS += %D%/test_streams
tests_pkcs11_test_streams_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_template
TESTS += %D%/test_template
tests_pkcs11_test_template_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_threads
TESTS += %D%/test_threads
tests_pkcs11_test_threads_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_token
TESTS += %D%/test_token
tests_pkcs11_test_token_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_rsa
TESTS += %D%/test_rsa
tests_pkcs11_test_rsa_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_verify_signature
TESTS += %D%/test_verify_signature
tests_pkcs11_test_verify_signature_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_versions
TESTS += %D%/test_versions
tests_pkcs11_test_versions_LDADD = $(PKCS11_TEST_LIBS)

check_PROGRAMS += %D%/test_wrap
TESTS += %D%/test_wrap
tests_pkcs11_test_wrap_LDADD = $(PKCS11_TEST_LIBS)
