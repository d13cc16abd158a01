#ifndef BASE_TOTP_H
#define BASE_TOTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/*
 * One-time codes of an authenticator application: RFC 6238 with HMAC-SHA-1,
 * six digits, a new one every 30 seconds, as all such applications take it.
 */

#define TOTP_STEP_S	30
#define TOTP_SECRET	20	/* bytes of a secret */

/* The code of a step: a number of six digits.  step  UTC seconds / 30 */
int		 totp_code(const uint8_t *secret, size_t n, int64_t step);

/*
 * The step whose code was typed, from the one before now to the one after,
 * for clocks differ; 0 for none.  Blanks in typed are passed over.
 */
int64_t		 totp_match(const uint8_t *secret, size_t n, int64_t now_s,
		    const char *typed);

/* Capitals and digits 2-7 (RFC 4648, 6), without padding. */
char		*base32(struct arena *mem, const uint8_t *data, size_t n);

/*
 * What the QR code says (Key Uri Format): otpauth://totp/ISSUER:ACCOUNT?...
 * Issuer and account are escaped for an address (url_escape()).
 */
char		*totp_uri(struct arena *mem, const char *issuer,
		    const char *account, const uint8_t *secret, size_t n);

#endif
