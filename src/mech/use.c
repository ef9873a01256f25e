/* SPDX-License-Identifier: Apache-2.0 */
/* What each use is called, which attribute allows it, which flag offers it. */
#include "mech/use.h"

#define NO_ATTRIBUTE CK_UNAVAILABLE_INFORMATION

/* clang-format off */
const struct use_row use_table[USE_COUNT] = {
	[USE_ENCRYPT]        = { "encrypt",        CKA_ENCRYPT,        CKF_ENCRYPT,           true  },
	[USE_DECRYPT]        = { "decrypt",        CKA_DECRYPT,        CKF_DECRYPT,           false },
	[USE_SIGN]           = { "sign",           CKA_SIGN,           CKF_SIGN,              true  },
	[USE_VERIFY]         = { "verify",         CKA_VERIFY,         CKF_VERIFY,            false },
	[USE_SIGN_RECOVER]   = { "sign-recover",   CKA_SIGN_RECOVER,   CKF_SIGN_RECOVER,      true  },
	[USE_VERIFY_RECOVER] = { "verify-recover", CKA_VERIFY_RECOVER, CKF_VERIFY_RECOVER,    false },
	[USE_WRAP]           = { "wrap",           CKA_WRAP,           CKF_WRAP,              true  },
	[USE_UNWRAP]         = { "unwrap",         CKA_UNWRAP,         CKF_UNWRAP,            false },
	[USE_DERIVE]         = { "derive",         CKA_DERIVE,         CKF_DERIVE,            false },
	[USE_DIGEST]         = { "digest",         NO_ATTRIBUTE,       CKF_DIGEST,            false },
	[USE_GENERATE]       = { "generate",       NO_ATTRIBUTE,       CKF_GENERATE,          false },
	[USE_GENERATE_PAIR]  = { "generate-pair",  NO_ATTRIBUTE,       CKF_GENERATE_KEY_PAIR, false },
	[USE_ENCAPSULATE]    = { "encapsulate",    CKA_ENCAPSULATE,    CKF_ENCAPSULATE,       false },
	[USE_DECAPSULATE]    = { "decapsulate",    CKA_DECAPSULATE,    CKF_DECAPSULATE,       false },
};
/* clang-format on */
