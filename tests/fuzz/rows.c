/* rows.c: rows of a backup that are read are written the same. */
#include "core/backup_rows.c"
#include "tests/fuzz/fuzz.h"

static const struct backup_column	 cols[] = { { "id", CELL_INT },
					    { "name", CELL_TEXT },
					    { "bytes", CELL_BYTES } };
static size_t				 keys[] = { 0 };
static const struct backup_table	 table = { .name = "t",
					    .cols = cols, .ncols = 3,
					    .keys = keys, .nkeys = 1 };

#define ROWS	20

/* The rows of a text, at most ROWS; false where it is refused. */
static bool
rows_read(char *text, size_t n, struct db_val *cells, size_t *nrows)
{
	const struct backup_column	*named[3];
	struct part_text		 p = { text, text + n };
	size_t				 k;

	*nrows = 0;
	if (!columns_take(&p, &table, named, &k) || k != 3 ||
	    named[0] != &cols[0] || named[1] != &cols[1])
		return false;
	for (; p.at < p.end && *nrows < ROWS; ++*nrows)
		if (!row_take(&p, named, 3, cells + *nrows * 3))
			return false;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	struct db_val	 cells[ROWS * 3], again[ROWS * 3];
	struct db_rows	 rows = { .ncols = 3, .cells = cells };
	size_t		 n;
	struct str	 one, two;

	str_init(&one, mem);
	str_init(&two, mem);
	if (rows_read(fuzz_text(mem, data, size), size, cells, &rows.n)) {
		backup_rows_text(&one, &table, &rows);
		must(rows_read(fuzz_text(mem, (uint8_t *)one.s, one.n),
		    one.n, again, &n) && n == rows.n,
		    "what we write we read");
		rows.cells = again;
		backup_rows_text(&two, &table, &rows);
		must(one.n == two.n && memcmp(one.s, two.s, one.n) == 0,
		    "and it is the same");
	}
	arena_free(mem);
	return 0;
}
