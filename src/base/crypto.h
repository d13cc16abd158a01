#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * n bytes that nobody can guess.  Ends the process when the system has none.
 */
void		 crypto_random(void *buf, size_t n);

/* SHA-256 of n bytes (FIPS 180-4). */
void		 crypto_sha256(const void *data, size_t n, uint8_t out[32]);

/* A SHA-256 of what comes piece by piece. */
struct crypto_sum;

/* Begin one, in mem. */
struct crypto_sum *crypto_sum_new(struct arena *mem);

/* The next n bytes. */
void		 crypto_sum_add(struct crypto_sum *s, const void *data,
		    size_t n);

/* End it; may be called once. */
void		 crypto_sum_end(struct crypto_sum *s, uint8_t out[32]);

/* HMAC-SHA-256 (RFC 2104). */
void		 crypto_hmac(const void *key, size_t nkey, const void *data,
		    size_t n, uint8_t out[32]);

/* HMAC-SHA-1 (RFC 2104): for one-time codes alone, which know no other. */
void		 crypto_hmac_sha1(const void *key, size_t nkey,
		    const void *data, size_t n, uint8_t out[20]);

/* True when n bytes are equal, in a time that does not tell where they differ. */
bool		 crypto_same(const void *a, const void *b, size_t n);

/* 2n lower-case hex digits in mem. */
char		*crypto_hex(struct arena *mem, const void *data, size_t n);

/* n bytes in base64 with padding (RFC 4648, 4), in mem. */
char		*crypto_base64(struct arena *mem, const void *data, size_t n);

/*
 * n small letters and digits for people to copy, a byte of data each: none
 * that is taken for another.  In mem.
 */
char		*crypto_readable(struct arena *mem, const uint8_t *data,
		    size_t n);

/* n bytes from 2n hex digits; ERR_INVALID for anything else. */
enum err	 crypto_unhex(const char *s, uint8_t *out, size_t n);

/*
 * Hash a password with scrypt (RFC 7914, ln=14 r=8 p=5, 16 MiB, about 0.3 s)
 * and a random salt: "$scrypt$ln=14,r=8,p=5$SALT$HASH", base64 without
 * padding.
 */
const char	*crypto_password(struct arena *mem, const char *password);

/*
 * True when password fits the stored text.  A stored text of NULL takes as
 * long and is false, so that an unknown login is not told apart.
 */
bool		 crypto_password_fits(const char *password, const char *stored);

#endif
