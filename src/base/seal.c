/* seal.c: secrets that lie in the database. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/seal.h"

#define NONCE	12
#define TAG	16

/* Only a broken library cannot seal. */
static void
must(bool ok)
{
	if (ok)
		return;
	log_error("seal: AES-256-GCM failed");
	exit(70);
}

char *
seal_close(struct arena *mem, const uint8_t key[32], const char *about,
    const void *data, size_t n)
{
	EVP_CIPHER_CTX	*ctx = EVP_CIPHER_CTX_new();
	uint8_t		*out = arena_alloc(mem, NONCE + n + TAG);
	int		 len = 0;

	crypto_random(out, NONCE);
	must(ctx != NULL && EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL,
	    key, out) == 1);
	must(EVP_EncryptUpdate(ctx, NULL, &len, (const uint8_t *)about,
	    (int)strlen(about)) == 1);
	must(EVP_EncryptUpdate(ctx, out + NONCE, &len, data, (int)n) == 1);
	must(EVP_EncryptFinal_ex(ctx, out + NONCE + n, &len) == 1);
	must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG,
	    out + NONCE + n) == 1);
	EVP_CIPHER_CTX_free(ctx);
	return crypto_hex(mem, out, NONCE + n + TAG);
}

/* n bytes after the nonce at in are right: their text is in out. */
static bool
unlock(const uint8_t key[32], const char *about, uint8_t *in, size_t n,
    uint8_t *out)
{
	EVP_CIPHER_CTX	*ctx = EVP_CIPHER_CTX_new();
	int		 len = 0;
	bool		 ok;

	must(ctx != NULL && EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL,
	    key, in) == 1);
	ok = EVP_DecryptUpdate(ctx, NULL, &len, (const uint8_t *)about,
	    (int)strlen(about)) == 1 &&
	    EVP_DecryptUpdate(ctx, out, &len, in + NONCE, (int)n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG,
	    in + NONCE + n) == 1 &&
	    EVP_DecryptFinal_ex(ctx, out + n, &len) == 1;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

enum err
seal_open(struct arena *mem, const uint8_t key[32], const char *about,
    const char *sealed, const uint8_t **data, size_t *n)
{
	size_t	 total = sealed == NULL ? 0 : strlen(sealed) / 2;
	uint8_t	*in, *out;

	if (total < NONCE + TAG)
		return ERR_INVALID;
	in = arena_alloc(mem, total);
	out = arena_alloc(mem, total);
	*n = total - NONCE - TAG;
	if (crypto_unhex(sealed, in, total) != OK ||
	    !unlock(key, about, in, *n, out))
		return ERR_INVALID;
	*data = out;
	return OK;
}
