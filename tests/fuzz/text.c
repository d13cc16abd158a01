/* text.c: a number by the first byte, then text for base/utf8 and base/str. */
#include "base/str.h"
#include "base/utf8.h"
#include "core/url.h"
#include "tests/fuzz/fuzz.h"

static void
look(struct arena *mem, const char *s, const char *made)
{
	must(!utf8_valid(s, strlen(s)) || utf8_valid(made, strlen(made)),
	    "text stays text");
	must(strlen(str_trim(mem, made)) <= strlen(made), "trim shortens");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	size_t		 max = size > 0 ? *data : 0, n = 0, k;
	char		*s = size > 0 ? fuzz_text(mem, data + 1, size - 1) :
			    arena_strdup(mem, "");
	const char	*at = s, *part;
	int64_t		 i;

	look(mem, s, utf8_lower(mem, s));
	look(mem, s, utf8_fold(mem, s));
	look(mem, s, utf8_capital(mem, s));
	look(mem, s, utf8_truncate(mem, s, max));
	look(mem, s, str_trim(mem, s));
	must(utf8_length(utf8_truncate(mem, s, max)) <= max,
	    "a cut text has its length");
	must(str_eq(utf8_lower(mem, utf8_lower(mem, s)), utf8_lower(mem, s)),
	    "small letters stay small");
	while (utf8_next(&at) != 0)
		n++;
	must(n == utf8_length(s), "characters are counted");
	at = s;
	for (k = 0; str_split(&at, ' ', &part, &n); k++)
		must(part >= s && part + n <= s + strlen(s),
		    "a part lies in its text");
	must(k > 0, "a text has a part");
	if (str_int64(s, &i) == OK)
		must(str_int64(arena_fmt(mem, "%lld", (long long)i),
		    &i) == OK, "a number is read back");
	must(strpbrk(url_escape(mem, s), " \"<>&#") == NULL,
	    "an escaped text is one of an address");
	arena_free(mem);
	return 0;
}
