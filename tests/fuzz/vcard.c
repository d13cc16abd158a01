/* vcard.c: cards that are read are written, and read the same. */
#include "base/csv.h"
#include "base/utf8.h"
#include "base/vcard.h"
#include "tests/fuzz/fuzz.h"

/* All cells, each with its end; the cards again in a version. */
static enum err
read_all(struct arena *mem, const char *path, int version, struct str *cells,
    struct str *again)
{
	const struct csv_row	*row;
	const char *const	*names;
	struct vcard		*v;
	FILE			*f = fopen(path, "rb");
	size_t			 n;
	enum err		 e = vcard_open(mem, f, "UTF-8", &v);

	str_init(cells, mem);
	str_init(again, mem);
	names = vcard_header(v, &n);
	while (e == OK && (e = vcard_next(v, &row)) == OK && row != NULL) {
		must(row->n == n, "a card has all columns");
		vcard_put(again, version, names, row->cells, n);
		for (size_t i = 0; i < n; i++) {
			must(utf8_valid(row->cells[i], strlen(row->cells[i])),
			    "a cell is UTF-8");
			str_addn(cells, row->cells[i],
			    strlen(row->cells[i]) + 1);
		}
	}
	fclose(f);
	return e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	struct str	 one, two, again, more;
	const char	*path = fuzz_file(data, size);
	enum err	 e = read_all(mem, path, 4, &one, &again);

	must(read_all(mem, path, 3, &two, &more) == e && one.n == two.n &&
	    (one.n == 0 || memcmp(one.s, two.s, one.n) == 0),
	    "a file read twice is the same");
	if (e == OK && again.n > 0) {
		path = fuzz_file((const uint8_t *)again.s, again.n);
		must(read_all(mem, path, 4, &two, &more) == OK && two.n > 0,
		    "what we write we read");
	}
	arena_free(mem);
	return 0;
}
