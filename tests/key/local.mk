check_PROGRAMS += %D%/test_keyring
TESTS += %D%/test_keyring
