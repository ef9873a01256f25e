libclaviger_core_la_SOURCES += \
	%D%/binding.c %D%/binding.h \
	%D%/change.c \
	%D%/check.c %D%/check.h \
	%D%/common.c %D%/common.h \
	%D%/create.c \
	%D%/crypt.c %D%/crypt.h \
	%D%/deletion.c %D%/deletion.h \
	%D%/describe.c \
	%D%/import.c %D%/import.h \
	%D%/json.c %D%/json.h \
	%D%/keys.c %D%/keys.h \
	%D%/login.c \
	%D%/objects.c %D%/objects.h \
	%D%/operation.c %D%/operation.h \
	%D%/raw_mark.c %D%/raw_mark.h \
	%D%/rollback.c %D%/rollback.h \
	%D%/sessions.c %D%/sessions.h \
	%D%/slots.c %D%/slots.h \
	%D%/status.c \
	%D%/token_init.c \
	%D%/upkeep.c %D%/upkeep.h \
	%D%/versions.c %D%/versions.h \
	%D%/wrap.c
