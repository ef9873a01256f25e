check_PROGRAMS += %D%/test_gate
TESTS += %D%/test_gate
check_PROGRAMS += %D%/test_state_rule
TESTS += %D%/test_state_rule
