/* totp.c: one-time codes. */

#include "base/crypto.h"
#include "base/totp.h"

#define DIGITS	6
#define MODULUS	1000000

int
totp_code(const uint8_t *secret, size_t n, int64_t step)
{
	uint8_t		 count[8], mac[20];
	unsigned int	 at;

	for (int i = 0; i < 8; i++)
		count[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	crypto_hmac_sha1(secret, n, count, sizeof(count), mac);
	at = mac[19] & 15;
	return (int)(((uint32_t)(mac[at] & 127) << 24 |
	    (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 |
	    mac[at + 3]) % MODULUS);
}

/* The number that was typed, -1 if it is not six digits. */
static int
code_read(const char *s)
{
	int	 n = 0, code = 0;

	for (; *s != '\0'; s++) {
		if (*s == ' ')
			continue;
		if (*s < '0' || *s > '9' || ++n > DIGITS)
			return -1;
		code = code * 10 + (*s - '0');
	}
	return n == DIGITS ? code : -1;
}

int64_t
totp_match(const uint8_t *secret, size_t n, int64_t now_s, const char *typed)
{
	int	 code = typed != NULL ? code_read(typed) : -1;
	int64_t	 now = now_s / TOTP_STEP_S, found = 0;

	if (code < 0)
		return 0;
	for (int64_t step = now - 1; step <= now + 1; step++)
		if (totp_code(secret, n, step) == code)
			found = step;
	return found;
}

char *
base32(struct arena *mem, const uint8_t *data, size_t n)
{
	static const char	 digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	char			*out = arena_alloc(mem, (n * 8 + 4) / 5 + 1);
	unsigned int		 bits = 0;
	int			 held = 0;
	size_t			 k = 0;

	for (size_t i = 0; i < n; i++) {
		bits = (bits << 8 | data[i]) & 0xfff;
		for (held += 8; held >= 5; held -= 5)
			out[k++] = digits[bits >> (held - 5) & 31];
	}
	if (held > 0)
		out[k++] = digits[bits << (5 - held) & 31];
	return out;
}

char *
totp_uri(struct arena *mem, const char *issuer, const char *account,
    const uint8_t *secret, size_t n)
{
	return arena_fmt(mem, "otpauth://totp/%s:%s?secret=%s&issuer=%s",
	    issuer, account, base32(mem, secret, n), issuer);
}
