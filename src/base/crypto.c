/* crypto.c: the few things we want from OpenSSL. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "base/crypto.h"
#include "base/log.h"

#define KERNEL_GIVES	256	/* bytes, always whole */
#define SALT_BYTES	16
#define HASH_BYTES	32
#define HASH_TEXT	44	/* base64 of HASH_BYTES, with padding */

/* What scrypt costs; stored with each hash, so it may change. */
struct cost {
	unsigned int	 ln;	/* log2 of N */
	unsigned int	 r;
	unsigned int	 p;
};

static const struct cost cost_now = { 14, 8, 5 };

/* Without these nothing is safe any more: the process ends. */
static void
must(int ok, const char *what)
{
	if (ok)
		return;
	log_error("crypto: %s failed", what);
	exit(70);
}

void
crypto_random(void *buf, size_t n)
{
	/* A page takes a key: the kernel gives it in a tenth of the time. */
	if (n <= KERNEL_GIVES && getrandom(buf, n, 0) == (ssize_t)n)
		return;
	must(RAND_bytes(buf, (int)n) == 1, "random");
}

/* Fetching it anew takes longer than the sum of a short text. */
static const EVP_MD *
sha256(void)
{
	static EVP_MD	*sha256_kept;

	if (sha256_kept == NULL)
		sha256_kept = EVP_MD_fetch(NULL, "SHA256", NULL);
	must(sha256_kept != NULL, "sha256");
	return sha256_kept;
}

void
crypto_sha256(const void *data, size_t n, uint8_t out[32])
{
	must(EVP_Digest(data, n, out, NULL, sha256(), NULL) == 1,
	    "sha256");
}

struct crypto_sum {
	EVP_MD_CTX	*ctx;
};

static void
sum_free(void *ctx)
{
	EVP_MD_CTX_free(ctx);
}

struct crypto_sum *
crypto_sum_new(struct arena *mem)
{
	struct crypto_sum	*s = arena_alloc(mem, sizeof(*s));

	s->ctx = EVP_MD_CTX_new();
	must(s->ctx != NULL && EVP_DigestInit_ex(s->ctx, sha256(), NULL) ==
	    1, "sha256");
	arena_defer(mem, sum_free, s->ctx);
	return s;
}

void
crypto_sum_add(struct crypto_sum *s, const void *data, size_t n)
{
	must(EVP_DigestUpdate(s->ctx, data, n) == 1, "sha256");
}

void
crypto_sum_end(struct crypto_sum *s, uint8_t out[32])
{
	must(EVP_DigestFinal_ex(s->ctx, out, NULL) == 1, "sha256");
}

/* HMAC over SHA-256: what OpenSSL looks up for one is more than its sums. */
static EVP_MAC_CTX *
hmac256(void)
{
	static EVP_MAC_CTX	*hmac256_kept;
	OSSL_PARAM		 of[] = {
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST,
		    (char []){ "SHA256" }, 6),
		OSSL_PARAM_END
	};
	EVP_MAC			*mac;

	if (hmac256_kept == NULL) {
		mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
		must(mac != NULL, "hmac");
		hmac256_kept = EVP_MAC_CTX_new(mac);
		must(hmac256_kept != NULL &&
		    EVP_MAC_CTX_set_params(hmac256_kept, of) == 1, "hmac");
		EVP_MAC_free(mac);
	}
	return hmac256_kept;
}

void
crypto_hmac(const void *key, size_t nkey, const void *data, size_t n,
    uint8_t out[32])
{
	EVP_MAC_CTX	*ctx = hmac256();
	size_t		 len = 0;

	must(EVP_MAC_init(ctx, (const unsigned char *)(nkey == 0 ? "" : key),
	    nkey, NULL) == 1 && EVP_MAC_update(ctx, data, n) == 1 &&
	    EVP_MAC_final(ctx, out, &len, 32) == 1 && len == 32, "hmac");
}

void
crypto_hmac_sha1(const void *key, size_t nkey, const void *data, size_t n,
    uint8_t out[20])
{
	must(HMAC(EVP_sha1(), nkey == 0 ? "" : key, (int)nkey, data, n, out,
	    NULL) != NULL, "hmac");
}

bool
crypto_same(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

char *
crypto_hex(struct arena *mem, const void *data, size_t n)
{
	static const char	 digits[] = "0123456789abcdef";
	const uint8_t		*p = data;
	char			*s = arena_alloc(mem, 2 * n + 1);
	size_t			 i;

	for (i = 0; i < n; i++) {
		s[2 * i] = digits[p[i] >> 4];
		s[2 * i + 1] = digits[p[i] & 15];
	}
	return s;
}

char *
crypto_readable(struct arena *mem, const uint8_t *data, size_t n)
{
	static const char	 chars[] = "abcdefghjkmnpqrstuvwxyz23456789";
	char			*s = arena_alloc(mem, n + 1);

	for (size_t i = 0; i < n; i++)
		s[i] = chars[data[i] % (sizeof(chars) - 1)];
	return s;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum err
crypto_unhex(const char *s, uint8_t *out, size_t n)
{
	size_t	 i;

	if (s == NULL || strlen(s) != 2 * n)
		return ERR_INVALID;
	for (i = 0; i < 2 * n; i++)
		if (hex_value(s[i]) < 0)
			return ERR_INVALID;
	for (i = 0; i < n; i++)
		out[i] = (uint8_t)(hex_value(s[2 * i]) * 16 +
		    hex_value(s[2 * i + 1]));
	return OK;
}

static void
hash_password(const char *password, const uint8_t *salt, size_t nsalt,
    const struct cost *c, uint8_t out[HASH_BYTES])
{
	uint64_t	 n = (uint64_t)1 << c->ln;
	uint64_t	 room = 128 * (uint64_t)c->r * (n + c->p + 2) + 65536;

	must(EVP_PBE_scrypt(password, strlen(password), salt, nsalt, n, c->r,
	    c->p, room, out, HASH_BYTES) == 1, "scrypt");
}

char *
crypto_base64(struct arena *mem, const void *data, size_t n)
{
	char	*out = arena_alloc(mem, (n + 2) / 3 * 4 + 1);

	EVP_EncodeBlock((unsigned char *)out, data, (int)n);
	return out;
}

/* Base64 (RFC 4648) without padding. */
static void
base64_put(char *out, const uint8_t *data, size_t n)
{
	EVP_EncodeBlock((unsigned char *)out, data, (int)n);
	out[strcspn(out, "=")] = '\0';
}

/* n bytes, at most HASH_BYTES, from base64 without padding. */
static bool
base64_get(const char *s, size_t len, uint8_t *out, size_t n)
{
	unsigned char	 text[HASH_TEXT + 1], data[HASH_BYTES + 4];

	if (len > HASH_TEXT || len != (n * 8 + 5) / 6)
		return false;
	memset(text, '=', sizeof(text));
	memcpy(text, s, len);
	if (EVP_DecodeBlock(data, text, (int)((len + 3) / 4 * 4)) < (int)n)
		return false;
	memcpy(out, data, n);
	return true;
}

const char *
crypto_password(struct arena *mem, const char *password)
{
	uint8_t	 salt[SALT_BYTES], hash[HASH_BYTES];
	char	 salt_text[HASH_TEXT + 1], hash_text[HASH_TEXT + 1];

	crypto_random(salt, sizeof(salt));
	hash_password(password, salt, sizeof(salt), &cost_now, hash);
	base64_put(salt_text, salt, sizeof(salt));
	base64_put(hash_text, hash, sizeof(hash));
	return arena_fmt(mem, "$scrypt$ln=%u,r=%u,p=%u$%s$%s", cost_now.ln,
	    cost_now.r, cost_now.p, salt_text, hash_text);
}

/* What a stored text says; false when it is none of ours. */
static bool
stored_read(const char *stored, struct cost *c, uint8_t salt[SALT_BYTES],
    uint8_t hash[HASH_BYTES])
{
	const char	*s, *end;
	int		 n = 0;

	if (sscanf(stored, "$scrypt$ln=%2u,r=%2u,p=%2u$%n", &c->ln, &c->r,
	    &c->p, &n) != 3 || n == 0)
		return false;
	if (c->ln < 1 || c->ln > 17 || c->r < 1 || c->r > 16 || c->p < 1 ||
	    c->p > 16)
		return false;
	s = stored + n;
	end = strchr(s, '$');
	return end != NULL &&
	    base64_get(s, (size_t)(end - s), salt, SALT_BYTES) &&
	    base64_get(end + 1, strlen(end + 1), hash, HASH_BYTES);
}

bool
crypto_password_fits(const char *password, const char *stored)
{
	uint8_t		 salt[SALT_BYTES] = { 0 };
	uint8_t		 want[HASH_BYTES] = { 0 }, got[HASH_BYTES];
	struct cost	 c = cost_now;
	bool		 known;

	known = stored != NULL && stored_read(stored, &c, salt, want);
	if (!known)
		c = cost_now;
	hash_password(password, salt, sizeof(salt), &c, got);
	return crypto_same(got, want, sizeof(got)) && known;
}
