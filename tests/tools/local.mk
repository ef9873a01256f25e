# The command as its users call it: one script for each group of commands.
COMMAND_TESTS = \
	%D%/certificate.sh %D%/help.sh %D%/keys.sh %D%/manual.sh \
	%D%/pins.sh %D%/prompt.sh %D%/rollback.sh %D%/tokens.sh \
	%D%/types.sh %D%/usage.sh \
	%D%/verify.sh %D%/versions.sh
TESTS += $(COMMAND_TESTS)
EXTRA_DIST += $(COMMAND_TESTS) %D%/common.sh
