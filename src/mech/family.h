/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the families (aes_gcm.c, ecdsa.c, ...) give to the table. For src/mech
 * only: everybody else goes through a row.
 */
#ifndef CLAVIGER_MECH_FAMILY_H
#define CLAVIGER_MECH_FAMILY_H

#include "mech/mech.h"

/* The longest value of a key whose type has no length of its own. */
#define SECRET_BYTES_MAX 4096

/* What CKA_VALUE_LEN says, which has to be there: E_TEMPLATE_INCOMPLETE,
 * E_ATTRIBUTE_VALUE. */
enum err secret_spec_len(const struct run *run, const struct key_spec *spec,
    size_t *out) MUST_USE;

extern const struct mech_ops aes_cbc_ops;
extern const struct mech_ops aes_cbc_pad_ops;
extern const struct mech_ops aes_ccm_ops;
extern const struct mech_ops aes_ctr_ops;
extern const struct mech_ops aes_cts_ops;
extern const struct mech_ops aes_ecb_ops;
extern const struct mech_ops aes_xts_ops;
extern const struct mech_ops base_and_data_ops;
extern const struct mech_ops base_and_key_ops;
extern const struct mech_ops base_xor_data_ops;
extern const struct mech_ops cbc_encrypt_data_ops;
extern const struct mech_ops chacha20_ops;
extern const struct mech_ops chacha20_poly1305_ops;
extern const struct mech_ops cmac_general_ops;
extern const struct mech_ops cmac_ops;
extern const struct mech_ops data_and_base_ops;
extern const struct mech_ops digest_ops;
extern const struct mech_ops ecb_encrypt_data_ops;
extern const struct mech_ops ecdh_ops;
extern const struct mech_ops ecdh_wrap_ops;
extern const struct mech_ops ecdsa_ops;
extern const struct mech_ops ecdsa_hash_ops;
extern const struct mech_ops eddsa_ops;
extern const struct mech_ops extract_key_ops;
extern const struct mech_ops gcm_ops;
extern const struct mech_ops gmac_ops;
extern const struct mech_ops hash_key_ops;
extern const struct mech_ops hkdf_ops;
extern const struct mech_ops hmac_general_ops;
extern const struct mech_ops hmac_ops;
extern const struct mech_ops kbkdf_counter_ops;
extern const struct mech_ops kbkdf_feedback_ops;
extern const struct mech_ops kbkdf_pipeline_ops;
extern const struct mech_ops key_wrap_ops;
extern const struct mech_ops key_wrap_pad_ops;
extern const struct mech_ops key_wrap_pkcs7_ops;
extern const struct mech_ops ml_kem_ops;
extern const struct mech_ops pq_sign_ops;
extern const struct mech_ops pq_sign_given_ops;
extern const struct mech_ops rsa_aes_wrap_ops;
extern const struct mech_ops rsa_hash_ops;
extern const struct mech_ops rsa_oaep_ops;
extern const struct mech_ops rsa_pkcs_ops;
extern const struct mech_ops rsa_pss_hash_ops;
extern const struct mech_ops rsa_pss_ops;
extern const struct mech_ops rsa_raw_ops;
extern const struct mech_ops pbkdf2_ops;

enum err aes_generate(struct run *run, const struct key_spec *spec,
    struct material **out) MUST_USE;
enum err aes_xts_generate(struct run *run, const struct key_spec *spec,
    struct material **out) MUST_USE;
enum err chacha20_generate(struct run *run, const struct key_spec *spec,
    struct material **out) MUST_USE;
/* Random bytes, as many as the template says. */
enum err secret_generate(struct run *run, const struct key_spec *spec,
    struct material **out) MUST_USE;
/* From the password in the run's parameter. */
enum err pbkdf2_generate(struct run *run, const struct key_spec *spec,
    struct material **out) MUST_USE;
enum err ec_pair_generate(struct run *run, const struct key_spec *spec,
    struct material **out) MUST_USE;
/* ML-KEM, ML-DSA or SLH-DSA, as the row's key type says. */
enum err pq_pair_generate(struct run *run, const struct key_spec *spec,
    struct material **out) MUST_USE;
enum err rsa_pair_generate(struct run *run, const struct key_spec *spec,
    struct material **out) MUST_USE;

#endif
