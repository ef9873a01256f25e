libclaviger_core_la_SOURCES += \
	%D%/gate.c %D%/gate.h \
	%D%/principal.h \
	%D%/state_rule.c %D%/state_rule.h
