check_PROGRAMS += %D%/test_attr_read
TESTS += %D%/test_attr_read
check_PROGRAMS += %D%/test_attr_table
TESTS += %D%/test_attr_table
check_PROGRAMS += %D%/test_attrs
TESTS += %D%/test_attrs
check_PROGRAMS += %D%/test_view
TESTS += %D%/test_view
