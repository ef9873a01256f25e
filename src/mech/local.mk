libclaviger_core_la_SOURCES += \
	%D%/aes_gcm.c \
	%D%/aes_gcm_iv.c %D%/aes_gcm_iv.h \
	%D%/check_value.c %D%/check_value.h \
	%D%/digest.c \
	%D%/ecdsa.c \
	%D%/family.h \
	%D%/generate.c \
	%D%/key_wrap.c \
	%D%/mech.c %D%/mech.h \
	%D%/mech_table.c \
	%D%/param.c %D%/param.h \
	%D%/use.c %D%/use.h
