libclaviger_core_la_SOURCES += \
	%D%/arena.c %D%/arena.h \
	%D%/ct.c %D%/ct.h \
	%D%/curve.c \
	%D%/der.c %D%/der.h \
	%D%/ec.c %D%/ec.h \
	%D%/ec_pkey.c %D%/ec_pkey.h \
	%D%/gcm.c %D%/gcm.h \
	%D%/hpke.c %D%/hpke.h \
	%D%/hpke_schedule.c %D%/hpke_schedule.h \
	%D%/kdf.c %D%/kdf.h \
	%D%/library.c %D%/library.h \
	%D%/material.c %D%/material.h \
	%D%/p256.c \
	%D%/pq.c %D%/pq.h \
	%D%/provider.c %D%/provider.h \
	%D%/random.c %D%/random.h \
	%D%/raw_pkey.c %D%/raw_pkey.h \
	%D%/scoped.h \
	%D%/seal.c %D%/seal.h \
	%D%/secret.c %D%/secret.h \
	%D%/stretch.c
libclaviger_core_la_SOURCES += %D%/x509.c %D%/x509.h
libclaviger_core_la_SOURCES += %D%/rsa.c %D%/rsa.h \
	%D%/rsa_numbers.c %D%/rsa_numbers.h
