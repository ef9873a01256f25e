/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The attributes of PKCS#11 3.2 that our classes have, and our own, sorted by
 * type. To add one is a row.
 */
#include "object/attr.h"

#include "object/attr_read.h"
#include "pkcs11-claviger.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LATER (AT_MAKE | AT_COPY | AT_MODIFY)

/* clang-format off */
static const struct attr_row rows[] = {
	/* type                          name                         kind             classes                  when                              silent        computed */
	{ CKA_CLASS,                     "CLASS",                     ATTR_ULONG,      ON_ALL,                  AT_MAKE | AT_COPY,                SILENT_ABSENT, read_class },
	{ CKA_TOKEN,                     "TOKEN",                     ATTR_BOOL,       ON_ALL,                  AT_MAKE | AT_COPY,                SILENT_ABSENT, read_token },
	{ CKA_PRIVATE,                   "PRIVATE",                   ATTR_BOOL,       ON_ALL,                  AT_MAKE | AT_COPY,                SILENT_FALSE,  NULL },
	{ CKA_LABEL,                     "LABEL",                     ATTR_TEXT,       ON_ALL,                  LATER,                            SILENT_EMPTY,  NULL },
	{ CKA_UNIQUE_ID,                 "UNIQUE_ID",                 ATTR_TEXT,       ON_ALL,                  0,                                SILENT_ABSENT, read_unique_id },
	{ CKA_APPLICATION,               "APPLICATION",               ATTR_TEXT,       ON_DATA,                 LATER,                            SILENT_EMPTY,  NULL },
	{ CKA_VALUE,                     "VALUE",                     ATTR_BYTES,      ON_DATA | ON_CERTIFICATE | ON_OWNERS, AT_CREATE,           SILENT_ABSENT, read_value },
	{ CKA_OBJECT_ID,                 "OBJECT_ID",                 ATTR_BYTES,      ON_DATA,                 LATER,                            SILENT_EMPTY,  NULL },
	{ CKA_CERTIFICATE_TYPE,          "CERTIFICATE_TYPE",          ATTR_ULONG,      ON_CERTIFICATE,          AT_CREATE | AT_NEEDED,            SILENT_ABSENT, NULL },
	{ CKA_ISSUER,                    "ISSUER",                    ATTR_BYTES,      ON_CERTIFICATE,          AT_CREATE | AT_MODIFY,            SILENT_EMPTY,  NULL },
	{ CKA_SERIAL_NUMBER,             "SERIAL_NUMBER",             ATTR_BYTES,      ON_CERTIFICATE,          AT_CREATE | AT_MODIFY,            SILENT_EMPTY,  NULL },
	{ CKA_TRUSTED,                   "TRUSTED",                   ATTR_BOOL,       ON_CERTIFICATE | ON_PUBLIC | ON_SECRET, LATER | AT_OFFICER, SILENT_FALSE,  NULL },
	{ CKA_CERTIFICATE_CATEGORY,      "CERTIFICATE_CATEGORY",      ATTR_ULONG,      ON_CERTIFICATE,          AT_CREATE | AT_MODIFY,            SILENT_ZERO,   NULL },
	{ CKA_JAVA_MIDP_SECURITY_DOMAIN, "JAVA_MIDP_SECURITY_DOMAIN", ATTR_ULONG,      ON_CERTIFICATE,          AT_CREATE,                        SILENT_ZERO,   NULL },
	{ CKA_URL,                       "URL",                       ATTR_TEXT,       ON_CERTIFICATE,          AT_CREATE,                        SILENT_EMPTY,  NULL },
	{ CKA_HASH_OF_SUBJECT_PUBLIC_KEY, "HASH_OF_SUBJECT_PUBLIC_KEY", ATTR_BYTES,   ON_CERTIFICATE,          AT_CREATE,                        SILENT_EMPTY,  NULL },
	{ CKA_HASH_OF_ISSUER_PUBLIC_KEY, "HASH_OF_ISSUER_PUBLIC_KEY", ATTR_BYTES,      ON_CERTIFICATE,          AT_CREATE,                        SILENT_EMPTY,  NULL },
	{ CKA_NAME_HASH_ALGORITHM,       "NAME_HASH_ALGORITHM",       ATTR_ULONG,      ON_CERTIFICATE,          AT_CREATE,                        SILENT_ABSENT, NULL },
	{ CKA_CHECK_VALUE,               "CHECK_VALUE",               ATTR_BYTES,      ON_CERTIFICATE | ON_SECRET, AT_MAKE,                       SILENT_ABSENT, read_check_value },
	{ CKA_KEY_TYPE,                  "KEY_TYPE",                  ATTR_ULONG,      ON_KEYS,                 AT_MAKE | AT_COPY | AT_NEEDED,    SILENT_ABSENT, read_key_type },
	{ CKA_SUBJECT,                   "SUBJECT",                   ATTR_BYTES,      ON_CERTIFICATE | ON_PUBLIC | ON_PRIVATE, LATER,            SILENT_EMPTY,  NULL },
	{ CKA_ID,                        "ID",                        ATTR_BYTES,      ON_CERTIFICATE | ON_KEYS, LATER,                           SILENT_EMPTY,  NULL },
	{ CKA_SENSITIVE,                 "SENSITIVE",                 ATTR_BOOL,       ON_OWNERS,               LATER | AT_LATCH_ON,              SILENT_TRUE,   NULL },
	{ CKA_ENCRYPT,                   "ENCRYPT",                   ATTR_BOOL,       ON_PUBLIC | ON_SECRET,   LATER,                            SILENT_FALSE,  NULL },
	{ CKA_DECRYPT,                   "DECRYPT",                   ATTR_BOOL,       ON_OWNERS,               LATER,                            SILENT_FALSE,  NULL },
	{ CKA_WRAP,                      "WRAP",                      ATTR_BOOL,       ON_PUBLIC | ON_SECRET,   LATER,                            SILENT_FALSE,  NULL },
	{ CKA_UNWRAP,                    "UNWRAP",                    ATTR_BOOL,       ON_OWNERS,               LATER,                            SILENT_FALSE,  NULL },
	{ CKA_SIGN,                      "SIGN",                      ATTR_BOOL,       ON_OWNERS,               LATER,                            SILENT_FALSE,  NULL },
	{ CKA_SIGN_RECOVER,              "SIGN_RECOVER",              ATTR_BOOL,       ON_PRIVATE,              LATER,                            SILENT_FALSE,  NULL },
	{ CKA_VERIFY,                    "VERIFY",                    ATTR_BOOL,       ON_PUBLIC | ON_SECRET,   LATER,                            SILENT_FALSE,  NULL },
	{ CKA_VERIFY_RECOVER,            "VERIFY_RECOVER",            ATTR_BOOL,       ON_PUBLIC,               LATER,                            SILENT_FALSE,  NULL },
	{ CKA_DERIVE,                    "DERIVE",                    ATTR_BOOL,       ON_KEYS,                 LATER,                            SILENT_FALSE,  NULL },
	{ CKA_START_DATE,                "START_DATE",                ATTR_DATE,       ON_CERTIFICATE | ON_KEYS, LATER,                           SILENT_EMPTY,  NULL },
	{ CKA_END_DATE,                  "END_DATE",                  ATTR_DATE,       ON_CERTIFICATE | ON_KEYS, LATER,                           SILENT_EMPTY,  NULL },
	{ CKA_PUBLIC_KEY_INFO,           "PUBLIC_KEY_INFO",           ATTR_BYTES,      ON_CERTIFICATE | ON_PUBLIC | ON_PRIVATE, AT_CREATE,        SILENT_ABSENT, read_public_key_info },
	{ CKA_VALUE_LEN,                 "VALUE_LEN",                 ATTR_ULONG,      ON_SECRET,               AT_MAKE | AT_MATERIAL,            SILENT_ABSENT, read_value_len },
	{ CKA_EXTRACTABLE,               "EXTRACTABLE",               ATTR_BOOL,       ON_OWNERS,               LATER | AT_LATCH_OFF,             SILENT_FALSE,  NULL },
	{ CKA_LOCAL,                     "LOCAL",                     ATTR_BOOL,       ON_KEYS,                 0,                                SILENT_FALSE,  NULL },
	{ CKA_NEVER_EXTRACTABLE,         "NEVER_EXTRACTABLE",         ATTR_BOOL,       ON_OWNERS,               0,                                SILENT_FALSE,  NULL },
	{ CKA_ALWAYS_SENSITIVE,          "ALWAYS_SENSITIVE",          ATTR_BOOL,       ON_OWNERS,               0,                                SILENT_FALSE,  NULL },
	{ CKA_KEY_GEN_MECHANISM,         "KEY_GEN_MECHANISM",         ATTR_ULONG,      ON_KEYS,                 0,                                SILENT_ABSENT, NULL },
	{ CKA_MODIFIABLE,                "MODIFIABLE",                ATTR_BOOL,       ON_ALL,                  AT_MAKE | AT_COPY,                SILENT_TRUE,   NULL },
	{ CKA_COPYABLE,                  "COPYABLE",                  ATTR_BOOL,       ON_ALL,                  LATER | AT_LATCH_OFF,             SILENT_TRUE,   NULL },
	{ CKA_DESTROYABLE,               "DESTROYABLE",               ATTR_BOOL,       ON_ALL,                  AT_MAKE | AT_COPY,                SILENT_TRUE,   NULL },
	{ CKA_EC_PARAMS,                 "EC_PARAMS",                 ATTR_BYTES,      ON_PUBLIC | ON_PRIVATE,  AT_MAKE | AT_MATERIAL,            SILENT_ABSENT, read_ec_params },
	{ CKA_EC_POINT,                  "EC_POINT",                  ATTR_BYTES,      ON_PUBLIC | ON_PRIVATE,  AT_CREATE | AT_MATERIAL,          SILENT_ABSENT, read_ec_point },
	{ CKA_ALWAYS_AUTHENTICATE,       "ALWAYS_AUTHENTICATE",       ATTR_BOOL,       ON_PRIVATE,              AT_MAKE | AT_COPY,                SILENT_FALSE,  NULL },
	{ CKA_WRAP_WITH_TRUSTED,         "WRAP_WITH_TRUSTED",         ATTR_BOOL,       ON_OWNERS,               LATER | AT_LATCH_ON,              SILENT_FALSE,  NULL },
	{ CKA_ALLOWED_MECHANISMS,        "ALLOWED_MECHANISMS",        ATTR_MECHANISMS, ON_KEYS,                 AT_MAKE | AT_COPY,                SILENT_EMPTY,  NULL },
	{ CKA_CLV_KEY_ID,                "CLV_KEY_ID",                ATTR_TEXT,       ON_KEYS,                 0,                                SILENT_ABSENT, read_key_id },
	{ CKA_CLV_VERSION,               "CLV_VERSION",               ATTR_ULONG,      ON_KEYS | ON_CERTIFICATE, 0,                               SILENT_ABSENT, read_version },
	{ CKA_CLV_STATE,                 "CLV_STATE",                 ATTR_ULONG,      ON_KEYS,                 0,                                SILENT_ABSENT, read_state },
	{ CKA_CLV_PERMITTED,             "CLV_PERMITTED",             ATTR_ULONG,      ON_KEYS,                 0,                                SILENT_ABSENT, read_permitted },
	{ CKA_CLV_CREATED,               "CLV_CREATED",               ATTR_ULONG,      ON_KEYS,                 0,                                SILENT_ABSENT, read_created },
	{ CKA_CLV_DELETION_DATE,         "CLV_DELETION_DATE",         ATTR_ULONG,      ON_KEYS,                 0,                                SILENT_ABSENT, read_deletion_date },
	{ CKA_CLV_CURRENT_VERSION,       "CLV_CURRENT_VERSION",       ATTR_ULONG,      ON_KEYS,                 0,                                SILENT_ABSENT, read_current_version },
	{ CKA_CLV_VERSIONS,              "CLV_VERSIONS",              ATTR_ULONG,      ON_KEYS,                 0,                                SILENT_ABSENT, read_versions },
	{ CKA_CLV_RAW_USED,              "CLV_RAW_USED",              ATTR_BOOL,       ON_KEYS,                 0,                                SILENT_ABSENT, read_raw_used },
};
/* clang-format on */

const struct attr_row *
attr_at(size_t i)
{
	return i < COUNT(rows) ? &rows[i] : NULL;
}

const struct attr_row *
attr_find(CK_ATTRIBUTE_TYPE type)
{
	size_t low = 0, high = COUNT(rows);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rows[middle].type == type)
			return &rows[middle];
		if (rows[middle].type < type)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

unsigned
attr_class(CK_OBJECT_CLASS class)
{
	static const struct {
		CK_OBJECT_CLASS class;
		unsigned bit;
	} classes[] = {
		{ CKO_DATA, ON_DATA },
		{ CKO_CERTIFICATE, ON_CERTIFICATE },
		{ CKO_PUBLIC_KEY, ON_PUBLIC },
		{ CKO_PRIVATE_KEY, ON_PRIVATE },
		{ CKO_SECRET_KEY, ON_SECRET },
	};

	for (size_t i = 0; i < COUNT(classes); i++)
		if (classes[i].class == class)
			return classes[i].bit;
	return 0;
}

static bool
form_fits(const struct attr_row *row, const CK_ATTRIBUTE *a)
{
	switch (row->kind) {
	case ATTR_BOOL:
		return a->ulValueLen == sizeof(CK_BBOOL) &&
		    *(const CK_BBOOL *)a->pValue <= CK_TRUE;
	case ATTR_ULONG:
		return a->ulValueLen == sizeof(CK_ULONG);
	case ATTR_DATE:
		return a->ulValueLen == 0 || a->ulValueLen == sizeof(CK_DATE);
	case ATTR_MECHANISMS:
		return a->ulValueLen % sizeof(CK_MECHANISM_TYPE) == 0;
	case ATTR_BYTES:
	case ATTR_TEXT:
		return true;
	}
	return false;
}

enum err
attr_check(const struct attr_row *row, const CK_ATTRIBUTE *a)
{
	if (a->ulValueLen > ATTR_MAX_LEN ||
	    (a->pValue == NULL && a->ulValueLen != 0) || !form_fits(row, a))
		return refuse(E_ATTRIBUTE_VALUE,
		    "the value of CKA_%s has not its form", row->name);
	return E_OK;
}
