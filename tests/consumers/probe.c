/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plain Cryptoki program for what the usual tools cannot be made to do: many
 * objects at once, and the same questions asked of a store again and again so
 * that the answers can be compared. Loads the module by name, uses C_* only.
 */
#include <p11-kit/pkcs11.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HANDLES_MAX 4096
#define BYTES_MAX 65536
#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static CK_FUNCTION_LIST *p11;
static CK_SESSION_HANDLE session;

static void
must(const char *what, CK_RV rv)
{
	if (rv == CKR_OK)
		return;
	fprintf(stderr, "probe: %s: 0x%lx\n", what, rv);
	exit(1);
}

static void
load(const char *module)
{
	CK_RV (*list)(CK_FUNCTION_LIST **) = NULL;
	void *so = dlopen(module, RTLD_NOW);

	if (so != NULL)
		*(void **)&list = dlsym(so, "C_GetFunctionList");
	if (list == NULL) {
		fprintf(stderr, "probe: %s\n", dlerror());
		exit(1);
	}
	must("C_GetFunctionList", list(&p11));
	must("C_Initialize", p11->C_Initialize(NULL));
}

/* The session stays open for the rest of the run. */
static CK_RV
open_token(const char *label, const char *pin)
{
	CK_SLOT_ID slots[64];
	CK_ULONG count = COUNT(slots);
	CK_TOKEN_INFO info;
	CK_RV rv = p11->C_GetSlotList(CK_TRUE, slots, &count);

	if (rv != CKR_OK)
		return rv;
	rv = CKR_TOKEN_NOT_PRESENT;
	for (CK_ULONG i = 0; i < count; i++) {
		CK_RV asked = p11->C_GetTokenInfo(slots[i], &info);

		if (asked != CKR_OK) {
			rv = asked;
			continue;
		}
		if (memcmp(info.label, label, strlen(label)) != 0)
			continue;
		rv = p11->C_OpenSession(slots[i],
		    CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session);
		if (rv == CKR_OK)
			rv = p11->C_Login(session, CKU_USER,
			    (unsigned char *)pin, strlen(pin));
		return rv;
	}
	return rv;
}

static CK_RV
find(CK_ATTRIBUTE *template, CK_ULONG n, CK_OBJECT_HANDLE *out, CK_ULONG *count)
{
	CK_ULONG got = 0;
	CK_RV rv = p11->C_FindObjectsInit(session, template, n);

	*count = 0;
	while (rv == CKR_OK) {
		rv = p11->C_FindObjects(session, out + *count,
		    HANDLES_MAX - *count < 100 ? HANDLES_MAX - *count : 100,
		    &got);
		if (rv != CKR_OK || got == 0)
			break;
		*count += got;
	}
	if (rv == CKR_OK)
		rv = p11->C_FindObjectsFinal(session);
	return rv;
}

/* ---- making objects ---- */

static CK_BBOOL yes = CK_TRUE;

static CK_RV
make_key(const char *label, CK_OBJECT_HANDLE *out)
{
	CK_MECHANISM mechanism = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_ULONG len = 32;
	CK_ATTRIBUTE template[] = {
		{ CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_ENCRYPT, &yes, sizeof(yes) },
		{ CKA_DECRYPT, &yes, sizeof(yes) },
		{ CKA_VALUE_LEN, &len, sizeof(len) },
		{ CKA_LABEL, (void *)label, strlen(label) },
	};

	return p11->C_GenerateKey(session, &mechanism, template,
	    COUNT(template), out);
}

static CK_RV
make_data(const char *label, CK_OBJECT_HANDLE *out)
{
	CK_OBJECT_CLASS class = CKO_DATA;
	CK_ATTRIBUTE template[] = {
		{ CKA_CLASS, &class, sizeof(class) },
		{ CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_LABEL, (void *)label, strlen(label) },
		{ CKA_VALUE, (void *)label, strlen(label) },
	};

	return p11->C_CreateObject(session, template, COUNT(template), out);
}

/* create PREFIX N: N token objects, half of them keys. */
static int
create(char **argv)
{
	char label[128];
	CK_OBJECT_HANDLE h;
	int n = atoi(argv[1]);

	for (int i = 0; i < n; i++) {
		snprintf(label, sizeof(label), "%s-%d", argv[0], i);
		must(label, (i % 2 ? make_data : make_key)(label, &h));
	}
	return 0;
}

/* count: how many token objects a search finds. */
static int
count(char **argv)
{
	static CK_OBJECT_HANDLE list[HANDLES_MAX];
	CK_ATTRIBUTE template = { CKA_TOKEN, &yes, sizeof(yes) };
	CK_ULONG n;

	(void)argv;
	must("C_FindObjects", find(&template, 1, list, &n));
	printf("%lu\n", n);
	return 0;
}

/* ---- files under keys ---- */

static size_t
read_file(const char *path, unsigned char *out)
{
	FILE *f = fopen(path, "rb");
	size_t len;

	if (f == NULL) {
		perror(path);
		exit(1);
	}
	len = fread(out, 1, BYTES_MAX, f);
	fclose(f);
	return len;
}

static void
write_file(const char *path, const unsigned char *data, size_t len)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(data, 1, len, f) != len || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

static CK_RV
find_key(const char *label, CK_OBJECT_HANDLE *out)
{
	static CK_OBJECT_HANDLE list[HANDLES_MAX];
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_ATTRIBUTE template[] = {
		{ CKA_CLASS, &class, sizeof(class) },
		{ CKA_LABEL, (void *)label, strlen(label) },
	};
	CK_ULONG n;
	CK_RV rv = find(template, COUNT(template), list, &n);

	*out = n > 0 ? list[0] : CK_INVALID_HANDLE;
	return rv == CKR_OK && n == 0 ? CKR_KEY_HANDLE_INVALID : rv;
}

/* Ciphertexts are a 12-byte IV followed by what AES-GCM gives. */
static CK_RV
gcm(const char *label, int encrypt, const unsigned char *in, size_t in_len,
    unsigned char *out, size_t *out_len)
{
	CK_GCM_PARAMS gcm = { .pIv = (unsigned char *)(encrypt ? out : in),
		.ulIvLen = 12,
		.ulIvBits = 96,
		.pAAD = (unsigned char *)label,
		.ulAADLen = strlen(label),
		.ulTagBits = 128 };
	CK_MECHANISM mechanism = { CKM_AES_GCM, &gcm, sizeof(gcm) };
	CK_OBJECT_HANDLE key;
	CK_ULONG len = BYTES_MAX;
	CK_RV rv = find_key(label, &key);

	if (rv == CKR_OK && encrypt)
		rv = p11->C_GenerateRandom(session, out, 12);
	if (rv == CKR_OK)
		rv = (encrypt ? p11->C_EncryptInit :
				p11->C_DecryptInit)(session, &mechanism, key);
	if (rv != CKR_OK)
		return rv;
	if (encrypt)
		rv = p11->C_Encrypt(session, (unsigned char *)in, in_len,
		    out + 12, &len);
	else
		rv = p11->C_Decrypt(session, (unsigned char *)in + 12,
		    in_len - 12, out, &len);
	*out_len = len + (encrypt ? 12 : 0);
	return rv;
}

static unsigned char file_in[BYTES_MAX], file_out[BYTES_MAX + 64];

/* encrypt LABEL IN OUT, decrypt LABEL IN OUT */
static int
encrypt(char **argv)
{
	size_t len = read_file(argv[1], file_in);

	must("encrypt", gcm(argv[0], 1, file_in, len, file_out, &len));
	write_file(argv[2], file_out, len);
	return 0;
}

static int
decrypt(char **argv)
{
	size_t len = read_file(argv[1], file_in);

	must("decrypt", gcm(argv[0], 0, file_in, len, file_out, &len));
	write_file(argv[2], file_out, len);
	return 0;
}

/* destroy LABEL: the secret key of that name. */
static int
destroy(char **argv)
{
	CK_OBJECT_HANDLE key;

	must("find", find_key(argv[0], &key));
	must("C_DestroyObject", p11->C_DestroyObject(session, key));
	return 0;
}

/* hold PREFIX N: the same, then stay logged in, the store open and its log not
 * folded in, until standard input ends. */
static int
hold(char **argv)
{
	char c;

	create(argv);
	puts("ready");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	return 0;
}

/* ---- questions ---- */

static const CK_ATTRIBUTE_TYPE asked[] = { CKA_CLASS, CKA_LABEL, CKA_ID,
	CKA_KEY_TYPE, CKA_VALUE, CKA_EC_POINT, CKA_PRIVATE, CKA_SENSITIVE,
	CKA_EXTRACTABLE, CKA_ENCRYPT, CKA_SIGN, CKA_MODIFIABLE };

static void
say_hex(const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		printf("%02x", data[i]);
}

/* One line: the object's attributes, or that they were refused. An attribute
 * that is missing or sensitive has its code as its value. */
static void
say_object(CK_OBJECT_HANDLE h)
{
	static unsigned char value[4096];
	CK_ATTRIBUTE a;
	CK_RV rv;

	printf("object\t");
	for (size_t i = 0; i < COUNT(asked); i++) {
		a = (CK_ATTRIBUTE){ asked[i], value, sizeof(value) };
		rv = p11->C_GetAttributeValue(session, h, &a, 1);
		if (rv == CKR_OK) {
			printf("%lx=", asked[i]);
			say_hex(value, a.ulValueLen);
			putchar(' ');
		} else if (rv == CKR_ATTRIBUTE_SENSITIVE ||
		    rv == CKR_ATTRIBUTE_TYPE_INVALID) {
			printf("%lx:%lx ", asked[i], rv);
		} else {
			printf("refused 0x%lx\n", rv);
			return;
		}
	}
	putchar('\n');
}

static void
say_answer(const char *question, CK_RV rv, const unsigned char *data,
    size_t len)
{
	printf("%s\t", question);
	if (rv == CKR_OK)
		say_hex(data, len);
	else
		printf("refused 0x%lx", rv);
	putchar('\n');
}

static void
say_found(const char *question, CK_ATTRIBUTE *template, CK_ULONG n)
{
	static CK_OBJECT_HANDLE list[HANDLES_MAX];
	CK_ULONG found;
	CK_RV rv = find(template, n, list, &found);

	if (rv == CKR_OK)
		printf("%s\t%lu\n", question, found);
	else
		printf("%s\trefused 0x%lx\n", question, rv);
	for (CK_ULONG i = 0; rv == CKR_OK && n == 0 && i < found; i++)
		say_object(list[i]);
}

/*
 * answers DIR: everything there is to ask, a line each: a question, a tab, the
 * answer or "refused". DIR holds ciphertexts under the name of their key.
 */
static void
say_answers(char **argv, int argc)
{
	static const CK_OBJECT_CLASS classes[] = { CKO_SECRET_KEY,
		CKO_PRIVATE_KEY, CKO_PUBLIC_KEY, CKO_DATA, CKO_CERTIFICATE };
	CK_OBJECT_CLASS class;
	CK_ATTRIBUTE by_class = { CKA_CLASS, &class, sizeof(class) };
	char question[256], path[4096];
	size_t len;
	CK_RV rv;

	say_found("all", NULL, 0);
	for (size_t i = 0; i < COUNT(classes); i++) {
		class = classes[i];
		snprintf(question, sizeof(question), "class %lu", class);
		say_found(question, &by_class, 1);
	}
	for (int i = 1; i < argc; i++) {
		CK_ATTRIBUTE by_label = { CKA_LABEL, argv[i], strlen(argv[i]) };

		snprintf(question, sizeof(question), "label %s", argv[i]);
		say_found(question, &by_label, 1);
		snprintf(path, sizeof(path), "%s/%s", argv[0], argv[i]);
		len = read_file(path, file_in);
		rv = gcm(argv[i], 0, file_in, len, file_out, &len);
		snprintf(question, sizeof(question), "decrypt %s", argv[i]);
		say_answer(question, rv, file_out, len);
	}
}

/* ---- the command line ---- */

static const struct verb {
	const char *name;
	int args;
	int (*run)(char **argv);
} verbs[] = {
	{ "create", 2, create },
	{ "count", 0, count },
	{ "encrypt", 3, encrypt },
	{ "decrypt", 3, decrypt },
	{ "destroy", 1, destroy },
	{ "hold", 2, hold },
};

int
main(int argc, char **argv)
{
	int status = 2;
	CK_RV rv;

	if (argc < 5) {
		fprintf(stderr, "usage: probe MODULE TOKEN PIN VERB ...\n");
		return 2;
	}
	load(argv[1]);
	rv = open_token(argv[2], argv[3]);
	if (strcmp(argv[4], "answers") == 0 && argc > 5) {
		if (rv == CKR_OK)
			say_answers(argv + 5, argc - 5);
		else
			printf("token\trefused 0x%lx\n", rv);
		status = 0;
	} else {
		must("opening the token", rv);
	}
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(verbs[i].name, argv[4]) == 0 &&
		    argc == 5 + verbs[i].args)
			status = verbs[i].run(argv + 5);
	p11->C_Finalize(NULL);
	return status;
}
