check_PROGRAMS += %D%/test_key
TESTS += %D%/test_key
check_PROGRAMS += %D%/test_key_codec
TESTS += %D%/test_key_codec
check_PROGRAMS += %D%/test_keyring
TESTS += %D%/test_keyring
check_PROGRAMS += %D%/test_material_key
TESTS += %D%/test_material_key
