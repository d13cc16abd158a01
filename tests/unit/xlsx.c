/* What base/xlsx and base/xlsx_out promise: workbooks of ours and of others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xlsx.h"
#include "base/xlsx_out.h"
#include "base/xlsx_parts.h"
#include "base/zip.h"
#include "tests/unit/tap.h"
#include "tests/unit/zip_lie.h"

static const char	*folder;	/* for files */

static enum err
to_file(void *arg, const char *s, size_t n)
{
	return fwrite(s, 1, n, arg) == n ? OK : ERR_IO;
}

static enum err
to_zip(void *arg, const void *s, size_t n)
{
	return fwrite(s, 1, n, arg) == n ? OK : ERR_IO;
}

/* All of a sheet as "line:cell|cell" and a line end each; or "fault N". */
static const char *
all(struct arena *a, const char *path, const char *sheet)
{
	const struct csv_row	*row;
	struct xlsx		*x;
	enum xlsx_fault		 fault;
	struct str		 s;
	enum err		 e = xlsx_open(a, path, sheet, &x, &fault);

	str_init(&s, a);
	while (e == OK && (e = xlsx_next(x, &row)) == OK && row != NULL) {
		str_fmt(&s, "%lld:", (long long)row->line);
		for (size_t i = 0; i < row->n; i++)
			str_fmt(&s, "%s%s", i > 0 ? "|" : "", row->cells[i]);
		str_add(&s, "\n");
	}
	if (e == ERR_INVALID)
		return arena_fmt(a, "fault %d", s.n > 0 ?
		    xlsx_fault(x, NULL) : fault != XLSX_FINE ? fault :
		    xlsx_fault(x, NULL));
	return s.s;
}

/* ---- values */

static const char *
shown(struct arena *a, const char *raw, const char *code, bool from1904)
{
	struct str	 s;

	str_init(&s, a);
	xlsx_number(&s, raw, xlsx_style_of(code), from1904);
	return s.s;
}

static void
test_numbers(struct arena *a)
{
	static const struct {
		const char	*raw, *code, *shown;
	}	 values[] = {
		{ "1250.5", "General", "1250.5" },
		{ "0.1", "#,##0.00", "0.1" },
		{ "4.3499999999999996", "General", "4.35" },
		{ "0.30000000000000004", "General", "0.3" },
		{ "99999999999999999", "General", "100000000000000000" },
		{ "1.2345E-3", "General", "0.0012345" },
		{ "3.8067E11", "0", "380670000000" },
		{ "-0", "General", "0" },
		{ "-12.50", "0.00", "-12.5" },
		{ "1E+300", "General", "1E+300" },
		{ "abc", "General", "abc" },
		{ "", "General", "" },
		{ "0.2", "0%", "20%" },
		{ "0.175", "0.0%", "17.5%" },
		{ "32855961", "00000000", "32855961" },
		{ "1234", "00000000", "00001234" },
		{ "0", "000", "000" },
		{ "44197", "dd.mm.yyyy", "2021-01-01" },
		{ "44197.604166666664", "dd.mm.yyyy hh:mm",
		  "2021-01-01T14:30" },
		{ "44197.999999", "yyyy\\-mm\\-dd hh:mm:ss",
		  "2021-01-02T00:00" },
		{ "44197", "[$-422]d mmmm yyyy\" р.\";@", "2021-01-01" },
		{ "0.604166666666667", "h:mm", "14:30" },
		{ "1.5", "[h]:mm:ss", "36:00" },
		{ "1", "dd.mm.yyyy", "1900-01-01" },
		{ "59", "dd.mm.yyyy", "1900-02-28" },
		{ "60", "dd.mm.yyyy", "1900-02-29" },
		{ "61", "dd.mm.yyyy", "1900-03-01" },
		{ "-5", "dd.mm.yyyy", "-5" },
		{ "99999999", "dd.mm.yyyy", "99999999" },
		{ "5", "0\" дн.\"", "5" },
		{ "5", "[Red]0", "5" },
		{ "5", "#,##0.00\\ \"грн\"", "5" },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		check(str_eq(shown(a, values[i].raw, values[i].code, false),
		    values[i].shown), arena_fmt(a, "%s as %s is %s",
		    values[i].raw, values[i].code, values[i].shown));
	check(str_eq(shown(a, "0", "dd.mm.yyyy", true), "1904-01-01") &&
	    str_eq(shown(a, "42735", "dd.mm.yyyy", true), "2021-01-01"),
	    "some workbooks count from 1904");
}

/* ---- there and back */

static void
test_back(struct arena *a)
{
	static const struct xlsx_column	 cols[] = {
		{ "name", XLSX_TEXT, 20 }, { "code", XLSX_TEXT, 8 },
		{ "n", XLSX_INT, 8 }, { "qty", XLSX_DECIMAL, 8 },
		{ "sum", XLSX_MONEY, 12 }, { "day", XLSX_DATE, 11 },
		{ "at", XLSX_TIME, 16 }
	};
	static const char *const	 cells[][7] = {
		{ "=HYPERLINK(\"x\")", "0012", "7", "1.5", "1250.50",
		  "2026-11-21", "2026-11-21T14:30" },
		{ " Їжак & Ко <№>\r\nдва  ", "+380671112233", "-3",
		  "0.000001", "-0.07", "1899-01-02", "1970-01-01T00:00" },
		{ "_x000D_ \x01 \xf0\x9f\x98\x80", "", "123456789012345678",
		  "999999999.999999", "9007199254740.99", "", "" },
		{ "https://example.com/", "1e5", "0", "0", "0", "", "" }
	};
	const char	*path = arena_fmt(a, "%s/back.xlsx", folder);
	const char	*want = "1:name|code|n|qty|sum|day|at\n"
			    "2:=HYPERLINK(\"x\")|0012|7|1.5|1250.5|2026-11-21|"
			    "2026-11-21T14:30\n"
			    "3: Їжак & Ко <№>\r\nдва  |+380671112233|-3|"
			    "0.000001|-0.07|1899-01-02|1970-01-01T00:00\n"
			    "4:_x000D_ \x01 \xf0\x9f\x98\x80||"
			    "123456789012345678|999999999.999999|"
			    "9007199254740.99\n"
			    "5:https://example.com/|1e5|0|0|0\n";
	struct xlsx_out	*x;
	FILE		*f = fopen(path, "wb");
	enum err	 e = xlsx_out_new(a, folder, "Угоди: 1/2 [*]", cols,
			    7, &x);

	for (size_t r = 0; e == OK && r < 4; r++) {
		for (size_t i = 0; i < 7 && e == OK; i++)
			e = xlsx_out_cell(x, cells[r][i]);
		if (e == OK)
			e = xlsx_out_row(x);
	}
	check(e == OK && xlsx_out_end(x, to_file, f) == OK,
	    "a workbook is written");
	fclose(f);
	check(str_eq(all(a, path, NULL), want), "and read as it was");
	check(str_eq(all(a, path, "Угоди- 1-2 -*-"), "fault 7"),
	    "a sheet that is not there is said so");
}

static void
test_out_limits(struct arena *a)
{
	static const struct xlsx_column	 col = { "t", XLSX_TEXT, 9 };
	static char			 big[40000];
	struct xlsx_out			*x;

	memset(big, 'x', sizeof(big) - 1);
	check(xlsx_out_new(a, folder, "", &col, 1, &x) == OK &&
	    xlsx_out_cell(x, big) == ERR_TOOBIG,
	    "a text that no cell holds is not cut");
	check(xlsx_out_new(a, "/nowhere/at/all", "s", &col, 1, &x) == ERR_IO,
	    "a folder that is not there");
}

/* ---- what goes wrong */

#define BOOK "<workbook xmlns:r=\"r\"><sheets><sheet name=\"s\" r:id=\"a\"/>" \
	"</sheets></workbook>"
#define LINKS "<Relationships><Relationship Id=\"a\" Type=\"/worksheet\" " \
	"Target=\"s.xml\"/></Relationships>"

/* A workbook with this sheet, n times its middle. */
static const char *
book(struct arena *a, const char *head, const char *middle, long n,
    const char *tail)
{
	const char	*path = arena_fmt(a, "%s/book.xlsx", folder);
	FILE		*f = fopen(path, "wb");
	struct zip	*z = zip_new(a, to_zip, f);

	zip_file(z, "xl/workbook.xml");
	zip_put(z, BOOK, strlen(BOOK));
	zip_file(z, "xl/_rels/workbook.xml.rels");
	zip_put(z, LINKS, strlen(LINKS));
	zip_file(z, "xl/s.xml");
	zip_put(z, head, strlen(head));
	for (long i = 0; i < n; i++)
		zip_put(z, middle, strlen(middle));
	zip_put(z, tail, strlen(tail));
	zip_end(z);
	fclose(f);
	return path;
}

/* Nobody waits for what a sheet has beyond the bytes it says it has. */
static void
test_lie(struct arena *a)
{
	const char		*part = "<row><c><v>1</v></c></row>";
	const char		*path = book(a, "<worksheet><sheetData>", part,
				    100000, "</sheetData></worksheet>");
	const struct csv_row	*row;
	struct xlsx		*x;
	enum xlsx_fault		 fault;
	size_t			 n = 0;
	enum err		 e;

	zip_lie(path, path, 100000);
	e = xlsx_open(a, path, NULL, &x, &fault);
	while (e == OK && (e = xlsx_next(x, &row)) == OK && row != NULL)
		n++;
	check(e == ERR_INVALID && n > 0 &&
	    xlsx_fault(x, NULL) == XLSX_DAMAGED,
	    "a sheet that is more than it says is damaged");
	check(n > 0 && n * strlen(part) <= 100000,
	    "it is read no further than it says");
}

static void
test_bad(struct arena *a)
{
	const char	*path = arena_fmt(a, "%s/odd.xlsx", folder);
	FILE		*f;

	check(str_eq(all(a, book(a, "<worksheet><sheetData>",
	    "<row><c><v>1</v></c><c t=\"b\"><v>1</v></c></row>", 2,
	    "</sheetData></worksheet>"), NULL), "1:1|TRUE\n2:1|TRUE\n"),
	    "rows and cells without places follow each other");
	check(str_eq(all(a, book(a, "<worksheet><sheetData>", "<row/>", 9,
	    "</sheetData></worksheet>"), NULL), "fault 6"),
	    "a workbook without a value is empty");
	check(str_eq(all(a, book(a, "<worksheet><sheetData><row>", "", 1,
	    ""), NULL), "fault 1"), "a sheet that breaks off is damaged");
	check(str_eq(all(a, book(a, "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\">"
	    "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><worksheet>"
	    "<sheetData><row><c t=\"str\"><v>&b;</v></c></row>", "", 1,
	    "</sheetData></worksheet>"), NULL), "fault 1"),
	    "entities are not expanded");
	check(str_eq(all(a, book(a, "<worksheet><sheetData>",
	    "                                                          "
	    "                                                          ",
	    100000, "</sheetData></worksheet>"), NULL), "fault 5"),
	    "what unpacks to more than any table is not unpacked");
	check(str_eq(all(a, book(a, "<worksheet><sheetData>", "<d>", 5000,
	    ""), NULL), "fault 1"), "nor is a thousand elements in another");
	check(str_eq(all(a, book(a, "<worksheet><sheetData><row>"
	    "<c r=\"XFD1\"><v>1</v></c></row>", "", 0,
	    "</sheetData></worksheet>"), NULL), "fault 10"),
	    "a cell far to the right is one too many");
	check(str_eq(all(a, book(a, "<worksheet><sheetData><row>"
	    "<c t=\"str\"><v>", "abcdefgh01234567", 20000,
	    "</v></c></row></sheetData></worksheet>"), NULL), "fault 8"),
	    "a cell may not be as long as one likes");
	f = fopen(path, "wb");
	fwrite("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", 1, 18, f);
	fclose(f);
	check(str_eq(all(a, path, NULL), "fault 3"),
	    "a workbook of before 2007 is known");
}

/* ---- those of others */

static void
test_fixtures(struct arena *a, const char *dir)
{
	static const struct {
		const char	*file, *sheet, *text;
	}	 files[] = {
		{ "any_sheets", NULL, "1:1|2\n2:3|4\n3:5|6\n5:This workbook "
		  "contains 4 sheets: Visible, Hidden, VeryHidden and "
		  "Chart\n" },
		{ "any_sheets", "Hidden", "" },
		{ "any_sheets", "Chart", "fault 7" },
		{ "date", NULL, "1:2021-01-01|15\n2:2021-01-02|16\n"
		  "3:255:10:10|17\n" },
		{ "date_1904", NULL, "1:2021-01-01|15\n2:2021-01-02|16\n"
		  "3:255:10:10|17\n" },
		{ "date_iso", NULL, "1:2021-01-01\n2:2021-01-01T10:10:10\n"
		  "3:10:10:10\n" },
		{ "date_quoted_format", NULL, "1:2021-01-01\n2:2021-01-01\n"
		  "3:2021-01-01\n4:2021-01-01\n" },
		{ "empty_s_attribute", NULL, "1:Name|Value\n2:John|1\n"
		  "3:Sophia|2\n4:Peter|3\n5:Sam|4\n" },
		{ "empty_shared_string_value", NULL, "1:Name|City|Status\n"
		  "2:Alice||Active\n3:|Berlin\n" },
		{ "empty_sheet", NULL, "fault 6" },
		{ "errors", NULL, "1:#DIV/0!\n2:#NAME?\n3:#VALUE!\n4:#NULL!\n"
		  "5:#REF!\n6:#NUM!\n7:#N/A\n" },
		{ "has_x000D_", NULL, "1:ABC\r\nDEF\n" },
		{ "has_x000D_inline", NULL, "1:ABC\r\nDEF\n" },
		{ "inlineStr_cdata", NULL, "1:Hello CDATA|World\n"
		  "2:12345|NormalText\n" },
		{ "inventory-table", NULL, "1:Item|Type|Quantity\n"
		  "2:1|Apple|50\n3:2|Banana|200\n4:3|Orange|60\n"
		  "5:4|Pear|100\n" },
		{ "issue252", NULL, "fault 1" },
		{ "issues", "datatypes", "1:1\n2:1.5\n3:ab\n4:FALSE\n5:test\n"
		  "6:2016-10-20\n" },
		{ "merge_cells", NULL, "1:Row Merge||Not Merged\n"
		  "2:Column Merge|Chunk Merged\n" },
		{ "nonstandard-xml-ns-prefix", NULL, "1:a|b\n2:1|3\n3:2|4\n" },
		{ "pass_protected", NULL, "fault 2" },
		{ "richtext-after-plain", NULL, "1:abcd|abcd|abcd|abcd\n"
		  "2:tvalrval1rval2|rval1rval2|rval1rval2|rval1rval2\n" },
		{ "rph", NULL, "1:課きく　毛こ\n" },
		{ "string-ref", NULL, "1:col1\n2:-8086931554011838357\n" },
		{ "table_with_absolute_paths", NULL, "1:Item|Name\n"
		  "2:100|North\n3:200|South\n4:101|West\n5:290|East\n" },
		{ "temperature", NULL, "1:label|value\n2:celsius|22.2222\n"
		  "3:fahrenheit|72\n" },
		{ "minimal_package", NULL, "1:ARREST BOOKINGS for 01/30/17" },
		{ "strict_iso_paths", NULL, "1:Item|Thickness|Number Off" },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct arena	*own = arena_new();
		const char	*got = all(own, arena_fmt(a,
				    "%s/xlsx_calamine/%s.xlsx", dir,
				    files[i].file), files[i].sheet);

		check(*files[i].text == '\0' ? *got == '\0' :
		    str_starts(got, files[i].text), arena_fmt(a, "%s%s%s",
		    files[i].file, files[i].sheet != NULL ? ", " : "",
		    files[i].sheet != NULL ? files[i].sheet : ""));
		arena_free(own);
	}
}

int
main(void)
{
	struct arena	*a = arena_new();
	const char	*dir = getenv("KARTOTEKA_FIXTURES");
	FILE		*f;

	folder = arena_fmt(a, "%s/kt-xlsx-%ld", getenv("TMPDIR") != NULL ?
	    getenv("TMPDIR") : "/tmp", (long)getpid());
	if (dir == NULL)
		dir = "../shared/fixtures";
	test_numbers(a);
	test_out_limits(a);
	test_back(a);
	test_bad(a);
	test_lie(a);
	f = fopen(arena_fmt(a, "%s/README.md", dir), "r");
	if (f == NULL) {
		printf("ok %d - workbooks of others # SKIP no %s, set "
		    "KARTOTEKA_FIXTURES\n", ++ntests, dir);
	} else {
		fclose(f);
		test_fixtures(a, dir);
	}
	unlink(arena_fmt(a, "%s/back.xlsx", folder));
	unlink(arena_fmt(a, "%s/book.xlsx", folder));
	unlink(arena_fmt(a, "%s/odd.xlsx", folder));
	arena_reset(a);
	folder = arena_fmt(a, "%s/kt-xlsx-%ld", getenv("TMPDIR") != NULL ?
	    getenv("TMPDIR") : "/tmp", (long)getpid());
	check(rmdir(folder) == 0, "no file is left behind");
	arena_free(a);
	return done();
}
