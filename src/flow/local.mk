libclaviger_core_la_SOURCES += \
	%D%/binding.c %D%/binding.h \
	%D%/change.c \
	%D%/check.c %D%/check.h \
	%D%/common.c %D%/common.h \
	%D%/create.c \
	%D%/crypt.c %D%/crypt.h \
	%D%/deletion.c %D%/deletion.h \
	%D%/derive.c \
	%D%/describe.c \
	%D%/encapsulate.c \
	%D%/digest.c \
	%D%/dual.c \
	%D%/import.c %D%/import.h \
	%D%/importer.c \
	%D%/json.c %D%/json.h \
	%D%/key_work.c %D%/key_work.h \
	%D%/keys.c %D%/keys.h \
	%D%/login.c \
	%D%/message_sign.c \
	%D%/messages.c %D%/messages.h \
	%D%/objects.c %D%/objects.h \
	%D%/offspring.c %D%/offspring.h \
	%D%/open.c %D%/open.h \
	%D%/operation.c %D%/operation.h \
	%D%/raw_mark.c %D%/raw_mark.h \
	%D%/rollback.c %D%/rollback.h \
	%D%/sessions.c %D%/sessions.h \
	%D%/slots.c %D%/slots.h \
	%D%/status.c \
	%D%/stream.c %D%/stream.h \
	%D%/token_init.c \
	%D%/unwrap.c \
	%D%/upkeep.c %D%/upkeep.h \
	%D%/verify.c %D%/verify.h \
	%D%/versions.c %D%/versions.h \
	%D%/wrap.c
