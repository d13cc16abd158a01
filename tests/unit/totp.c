/* What base/totp and base/seal promise; vectors of the standards. */
#include <stdbool.h>
#include <string.h>

#include "base/seal.h"
#include "base/str.h"
#include "base/totp.h"
#include "tests/unit/tap.h"

static const uint8_t	 rfc[] = "12345678901234567890";

/* RFC 6238, appendix B: the last six of its eight digits. */
static void
test_codes(void)
{
	static const struct {
		int64_t	 at;
		int	 code;
	} list[] = {
		{ 59, 287082 }, { 1111111109, 81804 }, { 1111111111, 50471 },
		{ 1234567890, 5924 }, { 2000000000, 279037 },
		{ INT64_C(20000000000), 353130 }
	};
	bool	 right = true;

	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		right = right && totp_code(rfc, 20, list[i].at / 30) ==
		    list[i].code;
	check(right, "codes of RFC 6238");
}

static void
test_match(void)
{
	check(totp_match(rfc, 20, 59, "287082") == 1 &&
	    totp_match(rfc, 20, 59, " 287 082 ") == 1,
	    "the code of this moment is taken, blanks or not");
	check(totp_match(rfc, 20, 59 + 30, "287082") == 1 &&
	    totp_match(rfc, 20, 59 - 30, "287082") == 1,
	    "and that of the step before and after");
	check(totp_match(rfc, 20, 59 + 61, "287082") == 0,
	    "no older one");
	check(totp_match(rfc, 20, 59, "28708") == 0 &&
	    totp_match(rfc, 20, 59, "0287082") == 0 &&
	    totp_match(rfc, 20, 59, "28708a") == 0 &&
	    totp_match(rfc, 20, 59, "") == 0 &&
	    totp_match(rfc, 20, 59, NULL) == 0,
	    "what is not six digits is no code");
}

static void
test_texts(struct arena *mem)
{
	check(str_eq(base32(mem, (const uint8_t *)"foobar", 6),
	    "MZXW6YTBOI") && str_eq(base32(mem, rfc, 20),
	    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "base32 of RFC 4648");
	check(str_eq(totp_uri(mem, "A%20%26%20B", "o%40x", rfc, 20),
	    "otpauth://totp/A%20%26%20B:o%40x?secret="
	    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=A%20%26%20B"),
	    "the address that an application reads");
}

static void
test_seal(struct arena *mem)
{
	static const uint8_t	 key[32] = { 7 }, other[32] = { 8 };
	char			*s = seal_close(mem, key, "second:7", rfc, 20);
	const uint8_t		*back = NULL;
	size_t			 n = 0;

	check(strlen(s) == 96 && seal_open(mem, key, "second:7", s, &back,
	    &n) == OK && n == 20 && memcmp(back, rfc, 20) == 0,
	    "what was sealed opens");
	check(!str_eq(s, seal_close(mem, key, "second:7", rfc, 20)),
	    "a seal differs each time");
	check(seal_open(mem, other, "second:7", s, &back, &n) ==
	    ERR_INVALID, "another key does not open it");
	check(seal_open(mem, key, "second:8", s, &back, &n) == ERR_INVALID,
	    "nor does it open for another record");
	s[30] = s[30] == '0' ? '1' : '0';
	check(seal_open(mem, key, "second:7", s, &back, &n) == ERR_INVALID &&
	    seal_open(mem, key, "second:7", "ab", &back, &n) ==
	    ERR_INVALID && seal_open(mem, key, "second:7", NULL, &back,
	    &n) == ERR_INVALID, "nor what was changed, cut or is not there");
}

int
main(void)
{
	struct arena	*mem = arena_new();

	test_codes();
	test_match();
	test_texts(mem);
	test_seal(mem);
	arena_free(mem);
	return done();
}
