/*
 * xlsx.c: a workbook of any parts is read within its bounds, twice the same.
 * The input is parts with "--" and a line end between: the sheet, texts that
 * cells share, styles, the workbook, its links.
 */
#include "base/csv.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xlsx.h"
#include "base/zip.h"
#include "tests/fuzz/fuzz.h"

#define PARTS	5

static const struct {
	const char	*name, *usual;
} parts[PARTS] = {
	{ "xl/s.xml", "" },
	{ "xl/t.xml", "" },
	{ "xl/y.xml", "" },
	{ "xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet "
	    "name=\"s\" r:id=\"a\"/></sheets></workbook>" },
	{ "xl/_rels/workbook.xml.rels", "<Relationships><Relationship "
	    "Id=\"a\" Type=\"/worksheet\" Target=\"s.xml\"/><Relationship "
	    "Id=\"b\" Type=\"/sharedStrings\" Target=\"t.xml\"/><Relationship "
	    "Id=\"c\" Type=\"/styles\" Target=\"y.xml\"/></Relationships>" }
};

static enum err
keep(void *arg, const void *s, size_t n)
{
	str_addn(arg, s, n);
	return OK;
}

/* The archive that the input describes. */
static void
pack(struct arena *mem, const char *text, struct str *out)
{
	struct zip	*z = zip_new(mem, keep, out);

	for (int i = 0; i < PARTS; i++) {
		const char	*end = text != NULL ? strstr(text, "--\n") :
				    NULL;
		size_t		 n = text == NULL ? 0 : end != NULL ?
				    (size_t)(end - text) : strlen(text);

		if (n > 0 || *parts[i].usual != '\0') {
			zip_file(z, parts[i].name);
			zip_put(z, n > 0 ? text : parts[i].usual, n > 0 ? n :
			    strlen(parts[i].usual));
		}
		text = end != NULL ? end + 3 : NULL;
	}
	zip_end(z);
}

/* All cells, each with its end; how it ended. */
static enum err
read_all(struct xlsx *x, struct str *out)
{
	const struct csv_row	*row;
	enum err		 e;

	while ((e = xlsx_next(x, &row)) == OK && row != NULL) {
		must(row->n > 0 && row->n <= CSV_CELLS_MAX,
		    "a row has some cells");
		for (size_t i = 0; i < row->n; i++) {
			must(utf8_valid(row->cells[i], strlen(row->cells[i])),
			    "a cell is UTF-8");
			str_addn(out, row->cells[i],
			    strlen(row->cells[i]) + 1);
		}
		must(*row->cells[row->n - 1] != '\0',
		    "the last cell has something");
	}
	must(e == OK || xlsx_fault(x, NULL) != XLSX_FINE,
	    "a refused workbook has its reason");
	return e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	struct str	 zip, one, two;
	struct xlsx	*x;
	enum xlsx_fault	 fault;
	enum err	 e;

	str_init(&zip, mem);
	str_init(&one, mem);
	str_init(&two, mem);
	pack(mem, fuzz_text(mem, data, size), &zip);
	e = xlsx_open(mem, fuzz_file((const uint8_t *)zip.s, zip.n), NULL,
	    &x, &fault);
	must(e == OK || fault != XLSX_FINE, "a refusal has its reason");
	if (e == OK && read_all(x, &one) == OK) {
		must(xlsx_rewind(x) == OK && read_all(x, &two) == OK,
		    "a sheet can be read again");
		must(one.n == two.n && memcmp(one.s, two.s, one.n) == 0,
		    "and is the same");
	}
	arena_free(mem);
	return 0;
}
