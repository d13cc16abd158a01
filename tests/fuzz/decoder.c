/* decoder.c: an encoding by the first byte, then text in it. */
#include "base/decoder.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

static const char *const names[] = { "UTF-8", "UTF-16LE", "UTF-16BE",
	"CP1250", "CP1251", "CP1252", "KOI8-U", "KOI8-R", "CP866",
	"ISO-8859-1", "ISO-8859-2", "ISO-8859-5" };

static size_t
decode(struct arena *mem, const char *name, const uint8_t *p, size_t n,
    size_t step, struct str *out)
{
	struct decoder	*d;
	size_t		 k;
	void		*piece;

	str_init(out, mem);
	must(decoder_new(mem, name, &d) == OK, "an encoding is known");
	for (; n > 0; p += k, n -= k) {
		k = step < n ? step : n;
		piece = malloc(k);
		must(piece != NULL, "there is memory");
		memcpy(piece, p, k);
		decoder_add(d, piece, k, out);
		free(piece);
	}
	decoder_end(d, out);
	return decoder_bad(d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	const char	*name;
	struct str	 whole, cut;
	size_t		 bad;

	if (size > 0) {
		name = names[*data % (sizeof(names) / sizeof(*names))];
		bad = decode(mem, name, data + 1, size - 1, size, &whole);
		for (size_t step = 1; step < 20; step += 6)
			must(decode(mem, name, data + 1, size - 1, step,
			    &cut) == bad && cut.n == whole.n &&
			    (cut.n == 0 || memcmp(cut.s, whole.s,
			    cut.n) == 0),
			    "pieces give the same text");
		for (size_t i = 0; i < whole.n; i += strlen(whole.s + i) + 1)
			must(utf8_valid(whole.s + i, strlen(whole.s + i)),
			    "what comes out is UTF-8");
	}
	arena_free(mem);
	return 0;
}
