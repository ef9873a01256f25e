libclaviger_core_la_SOURCES += \
	%D%/key.c %D%/key.h \
	%D%/key_codec.c \
	%D%/key_type.c %D%/key_type.h \
	%D%/keyring.c %D%/keyring.h \
	%D%/material_key.c
