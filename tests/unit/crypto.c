/* What base/crypto promises; vectors of the standards themselves. */
#include <string.h>

#include "base/crypto.h"
#include "base/str.h"
#include "tests/unit/tap.h"

static void
test_hash(struct arena *a)
{
	uint8_t	 h[32], back[3] = { 0 };

	crypto_sha256("abc", 3, h);
	check(str_eq(crypto_hex(a, h, 32), "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad"), "SHA-256 of FIPS 180-4");
	crypto_hmac("Jefe", 4, "what do ya want for nothing?", 28, h);
	check(str_eq(crypto_hex(a, h, 32), "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843"), "HMAC of RFC 4231, case 2");
	check(crypto_unhex("00fFa0", back, 3) == OK &&
	    memcmp(back, "\x00\xff\xa0", 3) == 0, "hex is read in any case");
	check(crypto_unhex("00fFa", back, 3) == ERR_INVALID &&
	    crypto_unhex("00fFag", back, 3) == ERR_INVALID &&
	    crypto_unhex("00fFa000", back, 3) == ERR_INVALID &&
	    crypto_unhex(NULL, back, 3) == ERR_INVALID,
	    "what is not n bytes of hex is refused");
	check(crypto_same("ab", "ab", 2) && !crypto_same("ab", "ac", 2),
	    "equal bytes are the same");
}

static void
test_random(struct arena *a)
{
	uint8_t	 one[16] = { 0 }, two[16] = { 0 };

	crypto_random(one, 16);
	crypto_random(two, 16);
	check(!crypto_same(one, two, 16), "random bytes differ each time");
	check(strlen(crypto_hex(a, one, 16)) == 32, "16 bytes are 32 digits");
}

static void
test_password(struct arena *a)
{
	const char	*s = crypto_password(a, "Пароль 1");
	const char	*other = crypto_password(a, "Пароль 1");

	check(str_starts(s, "$scrypt$ln=14,r=8,p=5$") && strlen(s) == 88,
	    "a hash says what it cost");
	check(!str_eq(s, other), "the salt differs each time");
	check(crypto_password_fits("Пароль 1", s) &&
	    !crypto_password_fits("Пароль 2", s), "only the password fits");
	check(!crypto_password_fits("Пароль 1", NULL) &&
	    !crypto_password_fits("x", "") &&
	    !crypto_password_fits("x", "$scrypt$ln=99,r=8,p=5$AA$AA"),
	    "nothing fits no hash or a broken one");
	/* hashlib.scrypt(b"pw", salt=b"0123456789abcdef", n=2**10, r=8, p=1) */
	check(crypto_password_fits("pw", "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4"
	    "OWFiY2RlZg$aMVTuQEI+jkaGyQcKvYHZwvQAIPq1C1TACYLFE9oZeo"), "hashes of other costs still fit");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_hash(a);
	test_random(a);
	test_password(a);
	arena_free(a);
	return done();
}
