/* SPDX-License-Identifier: Apache-2.0 */
/* The library opens once, from any thread, and is nobody else's. */
#include "crypto/library.h"
#include "support/suite.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(before_opening_there_is_nothing)
{
	library_close();
	ck_assert_ptr_null(library_context());
	ck_assert_ptr_null(library_digest("SHA2-256"));
	ck_assert_ptr_null(library_aes_gcm(32));
	ck_assert_ptr_null(library_hmac());
	ck_assert_ptr_null(library_scrypt());
}
END_TEST

START_TEST(it_opens_once)
{
	OSSL_LIB_CTX *first;

	ck_assert_int_eq(library_open(), E_OK);
	first = library_context();
	ck_assert_ptr_nonnull(first);
	ck_assert_int_eq(library_open(), E_OK);
	ck_assert_ptr_eq(library_context(), first);
}
END_TEST

START_TEST(it_can_be_opened_again)
{
	ck_assert_int_eq(library_open(), E_OK);
	library_close();
	library_close();
	ck_assert_int_eq(library_open(), E_OK);
	ck_assert_ptr_nonnull(library_digest("SHA2-256"));
}
END_TEST

START_TEST(ciphers_go_by_key_length)
{
	int len = 16 + 8 * _i;

	ck_assert_int_eq(library_open(), E_OK);
	ck_assert_int_eq(
	    EVP_CIPHER_get_key_length(library_aes_ecb((size_t)len)), len);
	ck_assert_int_eq(
	    EVP_CIPHER_get_key_length(library_aes_gcm((size_t)len)), len);
	ck_assert_int_eq(
	    EVP_CIPHER_get_key_length(library_aes_wrap((size_t)len)), len);
	ck_assert_int_eq(
	    EVP_CIPHER_get_key_length(library_aes_wrap_pad((size_t)len)), len);
}
END_TEST

START_TEST(other_key_lengths_have_no_cipher)
{
	ck_assert_int_eq(library_open(), E_OK);
	ck_assert_ptr_null(library_aes_gcm(0));
	ck_assert_ptr_null(library_aes_gcm(17));
	ck_assert_ptr_null(library_aes_ecb(64));
}
END_TEST

START_TEST(digests_go_by_name)
{
	ck_assert_int_eq(library_open(), E_OK);
	ck_assert_int_eq(EVP_MD_get_size(library_digest("SHA1")), 20);
	ck_assert_int_eq(EVP_MD_get_size(library_digest("SHA2-384")), 48);
	ck_assert_int_eq(EVP_MD_get_size(library_digest("SHA3-512")), 64);
	ck_assert_ptr_null(library_digest("MD5"));
}
END_TEST

START_TEST(the_default_context_stays_as_it_was)
{
	ck_assert_int_eq(library_open(), E_OK);
	ck_assert_ptr_ne(library_context(),
	    OSSL_LIB_CTX_get0_global_default());
	ck_assert_int_eq(OSSL_PROVIDER_available(NULL, "base"), 0);
}
END_TEST

static void *
open_and_tell(void *unused)
{
	(void)unused;
	return library_open() == E_OK ? library_context() : NULL;
}

START_TEST(threads_opening_at_once_get_the_same)
{
	pthread_t t[8];
	void *context;

	library_close();
	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(
		    pthread_create(&t[i], NULL, open_and_tell, NULL), 0);
	for (int i = 0; i < 8; i++) {
		ck_assert_int_eq(pthread_join(t[i], &context), 0);
		ck_assert_ptr_nonnull(context);
		ck_assert_ptr_eq(context, library_context());
	}
}
END_TEST

START_TEST(a_child_starts_anew)
{
	OSSL_LIB_CTX *before;
	pid_t child;
	int status;

	ck_assert_int_eq(library_open(), E_OK);
	before = library_context();
	child = fork();
	if (child == 0) {
		library_abandon();
		_exit(library_context() == NULL && library_open() == E_OK &&
		    library_context() != before ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_ptr_eq(library_context(), before);
}
END_TEST

static void
make_error(void)
{
	ck_assert_int_eq(library_open(), E_OK);
	ck_assert_ptr_null(EVP_MD_fetch(library_context(), "NONE", NULL));
	ck_assert_uint_ne(ERR_peek_last_error(), 0);
}

START_TEST(our_errors_do_not_stay_in_the_hosts_queue)
{
	ERR_clear_error();
	library_errors_begin();
	make_error();
	library_errors_end();
	ck_assert_uint_eq(ERR_peek_error(), 0);
}
END_TEST

START_TEST(the_hosts_errors_stay)
{
	unsigned long its;

	ERR_clear_error();
	ERR_raise(ERR_LIB_USER, 7);
	its = ERR_peek_last_error();
	library_errors_begin();
	make_error();
	library_errors_end();
	ck_assert_uint_eq(ERR_peek_last_error(), its);
	ERR_clear_error();
}
END_TEST

START_TEST(a_failure_is_told_in_libcryptos_words)
{
	make_error();
	ck_assert_int_eq(library_failed("NONE"), E_GENERAL);
	ck_assert_ptr_nonnull(strstr(reason_text(), "NONE: unsupported"));
	ERR_clear_error();
}
END_TEST

static void
close_all(void)
{
	library_close();
}

SUITE("crypto/library",
    tcase_add_checked_fixture(tc, NULL, close_all);
    tcase_add_test(tc, before_opening_there_is_nothing);
    tcase_add_test(tc, it_opens_once);
    tcase_add_test(tc, it_can_be_opened_again);
    tcase_add_loop_test(tc, ciphers_go_by_key_length, 0, 3);
    tcase_add_test(tc, other_key_lengths_have_no_cipher);
    tcase_add_test(tc, digests_go_by_name);
    tcase_add_test(tc, the_default_context_stays_as_it_was);
    tcase_add_test(tc, threads_opening_at_once_get_the_same);
    tcase_add_test(tc, a_child_starts_anew);
    tcase_add_test(tc, our_errors_do_not_stay_in_the_hosts_queue);
    tcase_add_test(tc, the_hosts_errors_stay);
    tcase_add_test(tc, a_failure_is_told_in_libcryptos_words))
