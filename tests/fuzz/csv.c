/* csv.c: a table that is read is written, and read the same. */
#include "base/csv.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

struct bytes {
	const char	*p;
	size_t		 left, step;
};

static enum err
bytes_read(void *arg, char *buf, size_t size, size_t *n)
{
	struct bytes	*b = arg;

	*n = b->step < size ? b->step : size;
	*n = *n < b->left ? *n : b->left;
	if (*n > 0)
		memcpy(buf, b->p, *n);
	b->p += *n;
	b->left -= *n;
	return OK;
}

/* All cells, each with its end, into out; the rows as a table into again. */
static enum err
read_all(struct arena *mem, struct bytes *b, const struct csv_guess *g,
    struct str *out, struct str *again)
{
	struct csv_source	 source = { bytes_read, b };
	const struct csv_row	*row;
	struct csv_writer	 writer;
	struct csv		*c;
	enum err		 e;

	str_init(out, mem);
	str_init(again, mem);
	csv_writer_init(&writer, again, g->delimiter);
	csv_put_mark(&writer);
	e = csv_open(mem, source, g->encoding, g->delimiter, &c);
	while (e == OK && (e = csv_next(c, &row)) == OK && row != NULL) {
		must(row->n > 0 && row->n <= CSV_CELLS_MAX,
		    "a row has some cells");
		for (size_t i = 0; i < row->n; i++) {
			must(utf8_valid(row->cells[i], strlen(row->cells[i])),
			    "a cell is UTF-8");
			str_addn(out, row->cells[i],
			    strlen(row->cells[i]) + 1);
			csv_put(&writer, row->cells[i]);
		}
		str_addc(out, '\n');
		csv_end_row(&writer);
	}
	must(e == OK || csv_fault(c, NULL) != CSV_FINE,
	    "a refused table has its reason");
	return e;
}

/* Whether some cell gets an apostrophe that reading does not take away. */
static int
marked(const struct str *cells)
{
	int	 first = 1;

	for (size_t i = 0; i < cells->n; i++) {
		if (first && (cells->s[i] == '\t' || cells->s[i] == '\r'))
			return 1;
		first = cells->s[i] == '\0' || (i > 0 &&
		    cells->s[i] == '\n' && cells->s[i - 1] == '\0');
	}
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena		*mem = arena_new();
	struct csv_guess	 g;
	struct str		 one, two, three, table, other;
	struct bytes		 b = { (const char *)data, size, 4096 };
	enum err		 e;

	if (csv_sniff(data, size, 1, &g) != OK)
		goto done;
	e = read_all(mem, &b, &g, &one, &table);
	b = (struct bytes){ (const char *)data, size, 1 };
	must(read_all(mem, &b, &g, &two, &other) == e,
	    "pieces of a byte give the same answer");
	must(one.n == two.n && (one.n == 0 || memcmp(one.s, two.s,
	    one.n) == 0), "and the same cells");
	if (e != OK || one.n == 0 || marked(&one) || str_starts(one.s, "sep="))
		goto done;
	g.encoding = "UTF-8";
	b = (struct bytes){ table.s, table.n, 4096 };
	must(read_all(mem, &b, &g, &three, &other) == OK,
	    "what we write we read");
	must(one.n == three.n && memcmp(one.s, three.s, one.n) == 0,
	    "and it is the same");
done:
	arena_free(mem);
	return 0;
}
