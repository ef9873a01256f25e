# Rules that no compiler checks.
dist_check_SCRIPTS = \
	%D%/layers.sh %D%/size.sh %D%/words.sh %D%/symbols.sh %D%/shell.sh \
	%D%/mechanisms.sh
EXTRA_DIST += %D%/coverage.sh
TESTS += $(dist_check_SCRIPTS)
