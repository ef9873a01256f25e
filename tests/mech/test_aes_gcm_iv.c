/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vectors that libcrypto takes as they are too: it starts the same from the
 * shortened one. (Longer ones are among the known answers of AES_GCM.)
 */
#include "mech/aes_gcm_iv.h"

#include "mech/drive.h"
#include "support/suite.h"

#include <string.h>

static const size_t lengths[] = { 1, 8, 11, 13, 15, 16, 17, 31, 32, 60, 64,
	100, 127, 128 };
#define LENGTHS ((int)(sizeof(lengths) / sizeof(*lengths)))

static unsigned char vector[128];

static struct bytes
sealed_from(struct material *key, unsigned char *iv, size_t len)
{
	CK_GCM_PARAMS p = { .pIv = iv, .ulIvLen = len, .ulTagBits = 128 };
	struct job job = { .use = USE_ENCRYPT,
		.mechanism = { CKM_AES_GCM, &p, sizeof(p) }, .key = key,
		.piece = WHOLE };
	struct bytes out = { .data = NULL };

	ck_assert_int_eq(drive(&job, "some text of two blocks", 23, &out),
	    E_OK);
	return out;
}

START_TEST(shortened_vector_starts_the_same)
{
	static const size_t key_lens[] = { 16, 24, 32 };
	unsigned char shortened[16];

	for (size_t i = 0; i < sizeof(vector); i++)
		vector[i] = (unsigned char)(i * 37 + 1);
	for (size_t i = 0; i < 3; i++) {
		struct material *key = drive_secret(vector + i, key_lens[i]);
		struct bytes want, got;

		ck_assert_int_eq(gcm_iv_shorten(material_secret(key), vector,
		    lengths[_i], shortened), E_OK);
		want = sealed_from(key, vector, lengths[_i]);
		got = sealed_from(key, shortened, sizeof(shortened));
		ck_assert(bytes_equal(&got, want.data, want.len));
		bytes_clear(&want);
		bytes_clear(&got);
		material_free(key);
	}
}
END_TEST

START_TEST(sixteen_bytes_are_what_they_were)
{
	struct material *key = drive_secret(vector, 32);
	unsigned char shortened[16];

	ck_assert_int_eq(gcm_iv_shorten(material_secret(key), vector, 16,
	    shortened), E_OK);
	ck_assert_mem_eq(shortened, vector, 16);
	material_free(key);
}
END_TEST

SUITE("mech/aes_gcm_iv",
    tcase_add_checked_fixture(tc, drive_setup, drive_teardown);
    tcase_add_loop_test(tc, shortened_vector_starts_the_same, 0, LENGTHS);
    tcase_add_test(tc, sixteen_bytes_are_what_they_were))
