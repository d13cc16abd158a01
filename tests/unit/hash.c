/* Hashes of texts, by their published values. */
#include "base/hash.h"
#include "tests/unit/tap.h"

int
main(void)
{
	check(hash32("") == 0x811c9dc5u && hash32("a") == 0xe40c292cu &&
	    hash32("foobar") == 0xbf9cf968u, "32 bits are FNV-1a's");
	check(hash64(HASH64, "") == HASH64 &&
	    hash64(HASH64, "a") == UINT64_C(0xaf63dc4c8601ec8c) &&
	    hash64(HASH64, "foobar") == UINT64_C(0x85944171f73967e8),
	    "and so are 64");
	check(hash64(hash64(HASH64, "foo"), "bar") ==
	    hash64(HASH64, "foobar"), "one text after another is one");
	return done();
}
