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
/* Components of a key: in by C_CreateObject only, or wherever keys are made. */
#define PART (AT_CREATE | AT_MATERIAL)
#define PARTS (AT_MAKE | AT_MATERIAL)

#define STORED(name, kind, on, when, silent) \
	{ CKA_##name, #name, ATTR_##kind, on, when, SILENT_##silent, NULL }
#define COMPUTED(name, kind, on, when, reader) \
	{ CKA_##name, #name, ATTR_##kind, on, when, SILENT_ABSENT, \
	    read_##reader }

/* Public keys of post-quantum signatures and KEMs are a CKA_VALUE; RSA keys
 * have none at all, keys on curves only their private one. */
#define ON_VALUE \
	(ON_DATA | ON_CERTIFICATE | ON_SECRET | ON_PQ | ON_PRIVATE_CURVE)
#define ON_PAIRS (ON_PUBLIC | ON_PRIVATE)
#define ON_CERTIFIED (ON_CERTIFICATE | ON_PAIRS)

/* clang-format off */
static const struct attr_row rows[] = {
	/*       name                        kind        belongs to                when              silent or reader */
	COMPUTED(CLASS,                      ULONG,      ON_ALL,                   AT_MAKE | AT_COPY,     class),
	COMPUTED(TOKEN,                      BOOL,       ON_ALL,                   AT_MAKE | AT_COPY,     token),
	STORED  (PRIVATE,                    BOOL,       ON_ALL,                   AT_MAKE | AT_COPY,     FALSE),
	STORED  (LABEL,                      TEXT,       ON_ALL,                   LATER,                 EMPTY),
	COMPUTED(UNIQUE_ID,                  TEXT,       ON_ALL,                   0,                     unique_id),
	STORED  (APPLICATION,                TEXT,       ON_DATA,                  LATER,                 EMPTY),
	COMPUTED(VALUE,                      BYTES,      ON_VALUE,                 AT_CREATE,             value),
	STORED  (OBJECT_ID,                  BYTES,      ON_DATA,                  LATER,                 EMPTY),
	STORED  (CERTIFICATE_TYPE,           ULONG,      ON_CERTIFICATE,           AT_CREATE | AT_NEEDED, ABSENT),
	STORED  (ISSUER,                     BYTES,      ON_CERTIFICATE,           AT_CREATE | AT_MODIFY, EMPTY),
	STORED  (SERIAL_NUMBER,              BYTES,      ON_CERTIFICATE,           AT_CREATE | AT_MODIFY, EMPTY),
	STORED  (TRUSTED, BOOL, ON_CERTIFICATE | ON_PUBLIC | ON_SECRET, LATER | AT_OFFICER, FALSE),
	STORED  (CERTIFICATE_CATEGORY,       ULONG,      ON_CERTIFICATE,           AT_CREATE,             ZERO),
	STORED  (JAVA_MIDP_SECURITY_DOMAIN,  ULONG,      ON_CERTIFICATE,           AT_CREATE,             ZERO),
	STORED  (URL,                        TEXT,       ON_CERTIFICATE,           AT_CREATE,             EMPTY),
	STORED  (HASH_OF_SUBJECT_PUBLIC_KEY, BYTES,      ON_CERTIFICATE,           AT_CREATE,             EMPTY),
	STORED  (HASH_OF_ISSUER_PUBLIC_KEY,  BYTES,      ON_CERTIFICATE,           AT_CREATE,             EMPTY),
	COMPUTED(NAME_HASH_ALGORITHM,        ULONG,      ON_CERTIFICATE,           AT_CREATE,             name_hash),
	COMPUTED(CHECK_VALUE,                BYTES,      ON_CERTIFICATE | ON_SECRET, AT_MAKE | AT_MODIFY, check_value),
	COMPUTED(KEY_TYPE, ULONG, ON_KEYS, AT_MAKE | AT_COPY | AT_NEEDED, key_type),
	STORED  (SUBJECT,                    BYTES,      ON_CERTIFIED,             LATER,                 EMPTY),
	STORED  (ID,                         BYTES,      ON_CERTIFICATE | ON_KEYS, LATER,                 EMPTY),
	STORED  (SENSITIVE,                  BOOL,       ON_OWNERS,                LATER | AT_LATCH_ON,   TRUE),
	STORED  (ENCRYPT,                    BOOL,       ON_PUBLIC | ON_SECRET,    LATER,                 FALSE),
	STORED  (DECRYPT,                    BOOL,       ON_OWNERS,                LATER,                 FALSE),
	STORED  (WRAP,                       BOOL,       ON_PUBLIC | ON_SECRET,    LATER,                 FALSE),
	STORED  (UNWRAP,                     BOOL,       ON_OWNERS,                LATER,                 FALSE),
	STORED  (SIGN,                       BOOL,       ON_OWNERS,                LATER,                 FALSE),
	STORED  (SIGN_RECOVER,               BOOL,       ON_PRIVATE,               LATER,                 FALSE),
	STORED  (VERIFY,                     BOOL,       ON_PUBLIC | ON_SECRET,    LATER,                 FALSE),
	STORED  (VERIFY_RECOVER,             BOOL,       ON_PUBLIC,                LATER,                 FALSE),
	STORED  (DERIVE,                     BOOL,       ON_KEYS,                  LATER,                 FALSE),
	STORED  (START_DATE,                 DATE,       ON_CERTIFICATE | ON_KEYS, LATER,                 EMPTY),
	STORED  (END_DATE,                   DATE,       ON_CERTIFICATE | ON_KEYS, LATER,                 EMPTY),
	COMPUTED(MODULUS,                    BYTES,      ON_RSA,                   PART,                  modulus),
	COMPUTED(MODULUS_BITS, ULONG, ON_PUBLIC_RSA, AT_GENERATE | AT_MATERIAL, modulus_bits),
	COMPUTED(PUBLIC_EXPONENT, BYTES, ON_RSA, PART | AT_GENERATE, public_exponent),
	COMPUTED(PRIVATE_EXPONENT, BYTES, ON_PRIVATE_RSA, PART, private_exponent),
	COMPUTED(PRIME_1,                    BYTES,      ON_PRIVATE_RSA,           PART,                  prime_1),
	COMPUTED(PRIME_2,                    BYTES,      ON_PRIVATE_RSA,           PART,                  prime_2),
	COMPUTED(EXPONENT_1,                 BYTES,      ON_PRIVATE_RSA,           PART,                  exponent_1),
	COMPUTED(EXPONENT_2,                 BYTES,      ON_PRIVATE_RSA,           PART,                  exponent_2),
	COMPUTED(COEFFICIENT,                BYTES,      ON_PRIVATE_RSA,           PART,                  coefficient),
	COMPUTED(PUBLIC_KEY_INFO, BYTES, ON_CERTIFIED, LATER & ~AT_GENERATE, public_key_info),
	COMPUTED(VALUE_LEN,                  ULONG,      ON_SECRET,                PARTS,                 value_len),
	STORED  (EXTRACTABLE,                BOOL,       ON_OWNERS,                LATER | AT_LATCH_OFF,  FALSE),
	STORED  (LOCAL,                      BOOL,       ON_KEYS,                  0,                     FALSE),
	STORED  (NEVER_EXTRACTABLE,          BOOL,       ON_OWNERS,                0,                     FALSE),
	STORED  (ALWAYS_SENSITIVE,           BOOL,       ON_OWNERS,                0,                     FALSE),
	COMPUTED(KEY_GEN_MECHANISM, ULONG, ON_KEYS, 0, key_gen_mechanism),
	STORED  (MODIFIABLE,                 BOOL,       ON_ALL,                   AT_MAKE | AT_COPY,     TRUE),
	STORED  (COPYABLE,                   BOOL,       ON_ALL,                   LATER | AT_LATCH_OFF,  TRUE),
	STORED  (DESTROYABLE,                BOOL,       ON_ALL,                   AT_MAKE | AT_COPY,     TRUE),
	COMPUTED(EC_PARAMS,                  BYTES,      ON_CURVE,                 PARTS,                 ec_params),
	COMPUTED(EC_POINT,                   BYTES,      ON_CURVE,                 PART,                  ec_point),
	STORED  (ALWAYS_AUTHENTICATE,        BOOL,       ON_PRIVATE,               AT_MAKE | AT_COPY,     FALSE),
	STORED  (WRAP_WITH_TRUSTED,          BOOL,       ON_OWNERS,                LATER | AT_LATCH_ON,   FALSE),
	STORED  (MECHANISM_TYPE,             ULONG,      ON_MECHANISM,             0,                     ABSENT),
	STORED  (PROFILE_ID,                 ULONG,      ON_PROFILE,               0,                     ABSENT),
	COMPUTED(PARAMETER_SET, ULONG, ON_PQ, PARTS, parameter_set),
	STORED  (OBJECT_VALIDATION_FLAGS,    ULONG,      ON_KEYS,                  0,                     ZERO),
	STORED  (ENCAPSULATE_TEMPLATE,       TEMPLATE,   ON_PUBLIC,                AT_MAKE,               EMPTY),
	STORED  (DECAPSULATE_TEMPLATE,       TEMPLATE,   ON_PRIVATE,               AT_MAKE,               EMPTY),
	STORED  (ENCAPSULATE,                BOOL,       ON_PUBLIC,                LATER,                 FALSE),
	STORED  (DECAPSULATE,                BOOL,       ON_PRIVATE,               LATER,                 FALSE),
	COMPUTED(PUBLIC_CRC64_VALUE,         BYTES,      ON_RSA | ON_PQ,           PART,                  crc64),
	COMPUTED(SEED,                       BYTES,      ON_PRIVATE_SEEDED,        PART,                  seed),
	STORED  (WRAP_TEMPLATE,              TEMPLATE,   ON_PUBLIC | ON_SECRET,    AT_MAKE,               EMPTY),
	STORED  (UNWRAP_TEMPLATE,            TEMPLATE,   ON_OWNERS,                AT_MAKE,               EMPTY),
	STORED  (DERIVE_TEMPLATE,            TEMPLATE,   ON_OWNERS,                AT_MAKE,               EMPTY),
	STORED  (ALLOWED_MECHANISMS,         MECHANISMS, ON_KEYS,                  AT_MAKE | AT_COPY,     EMPTY),
	COMPUTED(CLV_KEY_ID,                 TEXT,       ON_KEYS,                  0,                     key_id),
	COMPUTED(CLV_VERSION,                ULONG,      ON_KEYS | ON_CERTIFICATE, 0,                     version),
	COMPUTED(CLV_STATE,                  ULONG,      ON_KEYS,                  0,                     state),
	COMPUTED(CLV_PERMITTED,              ULONG,      ON_KEYS,                  0,                     permitted),
	COMPUTED(CLV_CREATED,                ULONG,      ON_KEYS,                  0,                     created),
	COMPUTED(CLV_DELETION_DATE, ULONG, ON_KEYS, 0, deletion_date),
	COMPUTED(CLV_CURRENT_VERSION, ULONG, ON_KEYS, 0, current_version),
	COMPUTED(CLV_VERSIONS,               ULONG,      ON_KEYS,                  0,                     versions),
	COMPUTED(CLV_RAW_USED,               BOOL,       ON_KEYS,                  0,                     raw_used),
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
		unsigned bits;
	} classes[] = {
		{ CKO_DATA, ON_DATA },
		{ CKO_CERTIFICATE, ON_CERTIFICATE },
		{ CKO_PUBLIC_KEY, ON_PUBLIC },
		{ CKO_PRIVATE_KEY, ON_PRIVATE },
		{ CKO_SECRET_KEY, ON_SECRET },
		{ CKO_MECHANISM, ON_MECHANISM },
		{ CKO_PROFILE, ON_PROFILE },
	};

	for (size_t i = 0; i < COUNT(classes); i++)
		if (classes[i].class == class)
			return classes[i].bits;
	return 0;
}

/* Keys of other types have whatever their class has. */
static unsigned
type_bits(CK_KEY_TYPE type)
{
	static const struct {
		CK_KEY_TYPE type;
		unsigned bits;
	} types[] = {
		{ CKK_RSA, ON_RSA },
		{ CKK_EC, ON_CURVE },
		{ CKK_EC_EDWARDS, ON_CURVE },
		{ CKK_EC_MONTGOMERY, ON_CURVE },
		{ CKK_ML_KEM, ON_PUBLIC_PQ | ON_PRIVATE_SEEDED },
		{ CKK_ML_DSA, ON_PUBLIC_PQ | ON_PRIVATE_SEEDED },
		{ CKK_SLH_DSA, ON_PUBLIC_PQ | ON_PRIVATE_UNSEEDED },
	};

	for (size_t i = 0; i < COUNT(types); i++)
		if (types[i].type == type)
			return types[i].bits;
	return ON_ALL;
}

bool
attr_belongs(const struct attr_row *row, CK_OBJECT_CLASS class,
    CK_KEY_TYPE type)
{
	unsigned bits = row->classes & attr_class(class);

	return (bits & ON_PAIRS ? bits & type_bits(type) : bits) != 0;
}

static unsigned
digits(const CK_CHAR *at, size_t count)
{
	unsigned n = 0;

	for (size_t i = 0; i < count; i++) {
		if (at[i] < '0' || at[i] > '9')
			return 0;
		n = n * 10 + (unsigned)(at[i] - '0');
	}
	return n;
}

static bool
is_date(const CK_DATE *d)
{
	static const unsigned char days[] = { 0, 31, 29, 31, 30, 31, 30, 31,
		31, 30, 31, 30, 31 };
	unsigned year = digits(d->year, 4), month = digits(d->month, 2);
	unsigned day = digits(d->day, 2);
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return year > 0 && month >= 1 && month <= 12 && day >= 1 &&
	    day <= days[month] && (month != 2 || day < 29 || leap);
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
		return a->ulValueLen == 0 ||
		    (a->ulValueLen == sizeof(CK_DATE) && is_date(a->pValue));
	case ATTR_MECHANISMS:
		return a->ulValueLen % sizeof(CK_MECHANISM_TYPE) == 0;
	case ATTR_TEMPLATE:
		return a->ulValueLen % sizeof(CK_ATTRIBUTE) == 0;
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
