check_PROGRAMS += %D%/test_operation
TESTS += %D%/test_operation
check_PROGRAMS += %D%/test_out_buf
TESTS += %D%/test_out_buf
check_PROGRAMS += %D%/test_search
TESTS += %D%/test_search
check_PROGRAMS += %D%/test_session
TESTS += %D%/test_session
