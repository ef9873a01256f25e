libclaviger_core_la_SOURCES += \
	%D%/aead.c %D%/aead.h \
	%D%/aead_param.c %D%/aead_param.h \
	%D%/aes_block.c \
	%D%/aes_ccm.c \
	%D%/aes_ctr.c \
	%D%/aes_cts.c \
	%D%/aes_gcm.c \
	%D%/aes_gcm_iv.c %D%/aes_gcm_iv.h \
	%D%/aes_xts.c \
	%D%/agreement.c %D%/agreement.h \
	%D%/check_value.c %D%/check_value.h \
	%D%/chacha20.c \
	%D%/chacha20_poly1305.c \
	%D%/cipher.c %D%/cipher.h \
	%D%/concatenate.c \
	%D%/curve_type.c %D%/curve_type.h \
	%D%/derived.c %D%/derived.h \
	%D%/digest.c \
	%D%/ecdh.c \
	%D%/ecdh_wrap.c \
	%D%/ecdsa.c \
	%D%/eddsa.c \
	%D%/encrypt_data.c \
	%D%/extract_key.c \
	%D%/family.h \
	%D%/generate.c \
	%D%/hash_key.c \
	%D%/held.c %D%/held.h \
	%D%/hkdf.c \
	%D%/kbkdf.c %D%/kbkdf.h \
	%D%/kbkdf_param.c \
	%D%/key_wrap.c \
	%D%/mac.c \
	%D%/mac_begin.c %D%/mac_begin.h \
	%D%/mech.c %D%/mech.h \
	%D%/mech_table.c \
	%D%/ml_kem.c \
	%D%/param.c %D%/param.h \
	%D%/pq_context.c %D%/pq_context.h \
	%D%/pq_sign.c \
	%D%/pbkdf2.c \
	%D%/pkcs7.c %D%/pkcs7.h \
	%D%/use.c %D%/use.h \
	%D%/vector.c %D%/vector.h
libclaviger_core_la_SOURCES += \
	%D%/rsa_aes_wrap.c \
	%D%/rsa_implicit.c %D%/rsa_implicit.h \
	%D%/rsa_key.c %D%/rsa_key.h \
	%D%/rsa_oaep.c %D%/rsa_oaep.h \
	%D%/rsa_plain.c \
	%D%/rsa_sign.c
