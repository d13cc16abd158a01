/* What base/csv and base/decoder promise. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/decoder.h"
#include "base/utf8.h"
#include "tests/unit/tap.h"

/* A text given in pieces of step bytes. */
struct pieces {
	const char	*p;
	size_t		 left, step;
	enum err	 last;		/* what the end of it gives */
};

static enum err
pieces_read(void *arg, char *buf, size_t size, size_t *n)
{
	struct pieces	*t = arg;

	*n = t->step < size ? t->step : size;
	if (*n > t->left)
		*n = t->left;
	memcpy(buf, t->p, *n);
	t->p += *n;
	t->left -= *n;
	return *n == 0 ? t->last : OK;
}

static struct csv *
open_text(struct arena *a, const char *text, size_t n, const char *encoding,
    char delimiter)
{
	struct pieces		*t = arena_alloc(a, sizeof(*t));
	struct csv_source	 source = { pieces_read, t };
	struct csv		*c = NULL;

	*t = (struct pieces){ text, n, 1, OK };
	return csv_open(a, source, encoding, delimiter, &c) == OK ? c : NULL;
}

/* The table as "line:[cell][cell] line:[cell]", ending with the fault. */
static char *
shown(struct arena *a, const char *text, char delimiter)
{
	struct csv		*c = open_text(a, text, strlen(text), "UTF-8",
				     delimiter);
	const struct csv_row	*row;
	struct str		 s;
	size_t			 i;
	int64_t			 line;
	enum err		 e;

	str_init(&s, a);
	while ((e = csv_next(c, &row)) == OK && row != NULL) {
		str_fmt(&s, "%s%" PRId64 ":%s", s.n > 0 ? " " : "", row->line,
		    row->flawed ? "!" : "");
		for (i = 0; i < row->n; i++)
			str_fmt(&s, "[%s]", row->cells[i]);
	}
	if (e != OK) {
		str_fmt(&s, " fault %d", (int)csv_fault(c, &line));
		str_fmt(&s, " line %" PRId64, line);
	}
	return s.s;
}

static void
test_reader(struct arena *a)
{
	static const struct {
		const char	*in, *out, *fact;
	} rows[] = {
		{ "a;b\r\nc;d\r\n", "1:[a][b] 2:[c][d]", "CRLF ends a line" },
		{ "a;b\nc;d", "1:[a][b] 2:[c][d]", "LF does, and the end" },
		{ "a;b\rc;d\r", "1:[a][b] 2:[c][d]", "CR does" },
		{ "", "", "nothing has no rows" },
		{ "\n\r\n\r", "", "empty lines are no rows" },
		{ "a\n\n\nb", "1:[a] 4:[b]", "but they are counted" },
		{ ";", "1:[][]", "a delimiter has a cell on both sides" },
		{ "a;\n", "1:[a][]", "a delimiter at the end has one too" },
		{ "\"\"", "1:[]", "an empty cell in quotes is a row" },
		{ "\"a;b\";c", "1:[a;b][c]", "a delimiter in quotes is text" },
		{ "\"a\"\"b\"", "1:[a\"b]", "two quotes are one" },
		{ "\"\"\"a\"\"\"", "1:[\"a\"]", "at the ends too" },
		{ "\"a\r\nb\";c\r\nd;e", "1:[a\r\nb][c] 3:[d][e]",
		    "a line break in quotes is text, and is counted" },
		{ "\"a\nb\rc\"\nd", "1:[a\nb\rc] 4:[d]",
		    "so are LF and CR alone" },
		{ "ТОВ \"Їжак\";1", "1:[ТОВ \"Їжак\"][1]",
		    "a quote inside a cell without quotes is text" },
		{ "\"ТОВ \"Їжак\"\";1\n2;3",
		    "1:![ТОВ Їжак\"\"][1] 2:[2][3]",
		    "text behind a closing quote marks its own row only" },
		{ "\"a\" ;b", "1:[a][b]", "blanks there are dropped" },
		{ " a ; b ", "1:[ a ][ b ]", "blanks elsewhere are kept" },
		{ "sep=;\r\na;b", "2:[a][b]", "Excel's first line is no row" },
		{ "a\nsep=;\n", "1:[a] 2:[sep=][]", "elsewhere it is one" },
		{ "'=1+1;'@x;'+3a;'-b;'c;''=d;'",
		    "1:[=1+1][@x][+3a][-b]['c][''=d][']",
		    "the apostrophe before a formula is taken away" },
		{ "\"'=1\"", "1:[=1]", "in quotes too" },
		{ "a\n\"b\nc", "1:[a] fault 1 line 2",
		    "a quote never closed is told with its line" },
		{ "a;b\nc;\"d\n\ne\n", "1:[a][b] fault 1 line 2",
		    "whatever follows it" },
		{ "\xef\xbb\xbf\"a\";b", "1:[a][b]",
		    "the byte order mark is no text" },
		{ "a\xff;b", "1:[a\xef\xbf\xbd][b]",
		    "what is no UTF-8 becomes U+FFFD" },
	};
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(str_eq(shown(a, rows[i].in, ';'), rows[i].out),
		    rows[i].fact);
	check(str_eq(shown(a, "a\tb;c|d\t", '\t'), "1:[a][b;c|d][]") &&
	    str_eq(shown(a, "a|b,c", '|'), "1:[a][b,c]"),
	    "any character can be the delimiter");
}

static enum csv_fault
fault_of(struct arena *a, const char *text, size_t n, const char *encoding)
{
	struct csv		*c = open_text(a, text, n, encoding, ';');
	const struct csv_row	*row;
	enum err		 e;

	while ((e = csv_next(c, &row)) == OK && row != NULL)
		;
	if (e != OK && csv_next(c, &row) != e)
		return CSV_FINE;
	return csv_fault(c, NULL);
}

static void
test_limits(struct arena *a)
{
	size_t			 n = CSV_ROW_MAX + 10;
	char			*big = arena_alloc(a, n + 1);
	struct pieces		 broken = { "a;b\n\"c", 6, 4, ERR_IO };
	struct csv_source	 source = { pieces_read, &broken };
	struct csv		*c = NULL;
	const struct csv_row	*row = NULL;

	memset(big, 'x', n);
	check(fault_of(a, big, CSV_CELL_MAX, "UTF-8") == CSV_FINE &&
	    fault_of(a, big, CSV_CELL_MAX + 1, "UTF-8") == CSV_CELL_LONG,
	    "a cell may be so long and no longer");
	big[200000] = big[400000] = big[600000] = big[800000] = ';';
	big[1000000] = ';';
	check(fault_of(a, big, n, "UTF-8") == CSV_ROW_LONG,
	    "a row has its limit too");
	memset(big, ';', n);
	check(fault_of(a, big, CSV_CELLS_MAX - 1, "UTF-8") == CSV_FINE &&
	    fault_of(a, big, CSV_CELLS_MAX, "UTF-8") == CSV_CELLS_MANY,
	    "and so has the number of cells");
	check(fault_of(a, "a\0b", 3, "UTF-8") == CSV_BINARY,
	    "a NUL is refused");
	check(csv_open(a, source, "UTF-8", ';', &c) == OK &&
	    csv_next(c, &row) == OK && row->n == 2 &&
	    csv_next(c, &row) == ERR_IO && csv_next(c, &row) == ERR_IO &&
	    csv_fault(c, NULL) == CSV_FINE,
	    "an error of the source is passed on");
	check(csv_open(a, source, "EBCDIC", ';', &c) == ERR_INVALID,
	    "an unknown encoding is refused");
}

static void
test_writer(struct arena *a)
{
	static const char *const cells[] = {
		"plain", "a;b", "say \"hi\"", "two\r\nlines", "", " blank",
		"=1+1", "@x", "\tx", "\rx", "+380 67 123", "-5", "+a", "-1.5",
		"- x", "=\"a\"", "'x", "Їжак", "+", "-"
	};
	static const char	 want[] =
	    "plain;\"a;b\";\"say \"\"hi\"\"\";\"two\r\nlines\";;\" blank\";"
	    "'=1+1;'@x;'\tx;\"'\rx\";+380 67 123;-5;'+a;'-1.5;'- x;"
	    "\"'=\"\"a\"\"\";'x;Їжак;+;-\r\n";
	struct csv_writer	 w;
	struct str		 s;
	struct csv		*c;
	const struct csv_row	*row = NULL;
	size_t			 i;
	int			 ok = 1;

	str_init(&s, a);
	csv_writer_init(&w, &s, ';');
	for (i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		csv_put(&w, cells[i]);
	csv_end_row(&w);
	check(str_eq(s.s, want), "formulas are guarded, signs quoted");
	c = open_text(a, s.s, s.n, "UTF-8", ';');
	check(csv_next(c, &row) == OK && row != NULL &&
	    row->n == sizeof(cells) / sizeof(cells[0]),
	    "what is written is one row");
	for (i = 0; row != NULL && i < row->n; i++)
		ok &= str_eq(row->cells[i], cells[i]) ||
		    cells[i][0] == '\t' || cells[i][0] == '\r';
	check(ok, "and is read back the same");

	str_init(&s, a);
	csv_writer_init(&w, &s, ',');
	csv_put_mark(&w);
	csv_put_number(&w, "-12.50");
	csv_put(&w, NULL);
	csv_end_row(&w);
	csv_put(&w, "1,5");
	csv_end_row(&w);
	check(str_eq(s.s, "\xef\xbb\xbf-12.50,\r\n\"1,5\"\r\n"),
	    "numbers of ours need no guard");

	str_init(&s, a);
	csv_writer_init(&w, &s, ',');
	csv_put(&w, "");
	csv_end_row(&w);
	csv_put(&w, "x");
	csv_end_row(&w);
	check(str_eq(shown(a, s.s, ','), "1:[] 2:[x]"),
	    "a row of one empty cell is a row");
}

static void
test_decoder(struct arena *a)
{
	static const char	 utf16[] = "\xff\xfe\x07\x04\x3d\xd8\x00\xde"
	    "\x00\xd8\x41\x00\x42";
	struct decoder		*d = NULL;
	struct str		 s;
	size_t			 i;

	check(str_eq(decoder_name("windows-1251"), "CP1251") &&
	    str_eq(decoder_name("cp1251"), "CP1251") &&
	    str_eq(decoder_name("utf8"), "UTF-8") &&
	    str_eq(decoder_name("KOI8_U"), "KOI8-U") &&
	    str_eq(decoder_name("ISO 8859-5"), "ISO-8859-5"),
	    "encodings are known by the names people use");
	check(decoder_name("cp") == NULL && decoder_name("") == NULL &&
	    decoder_name(NULL) == NULL && decoder_name("- ") == NULL &&
	    decoder_name("UTF-8//IGNORE") == NULL &&
	    decoder_name("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") == NULL,
	    "others are not");
	str_init(&s, a);
	check(decoder_new(a, "UTF-16LE", &d) == OK, "UTF-16 is read");
	for (i = 0; i < sizeof(utf16) - 1; i++)
		decoder_add(d, utf16 + i, 1, &s);
	decoder_end(d, &s);
	check(str_eq(s.s, "Ї\xf0\x9f\x98\x80\xef\xbf\xbd" "A\xef\xbf\xbd") &&
	    decoder_bad(d) == 2,
	    "pieces of one byte join; half a character is counted as bad");
	str_init(&s, a);
	check(decoder_new(a, "UTF-8", &d) == OK, "UTF-8 is checked");
	decoder_add(d, "a\xed\xa0\x80" "b\xc0\xaf\xf5\x80", 9, &s);
	decoder_add(d, "\xd0", 1, &s);
	decoder_add(d, "\x87", 1, &s);
	decoder_add(d, "\xf0\x9f\x98", 3, &s);
	check(decoder_bad(d) == 7, "surrogates, long forms and numbers "
	    "above U+10FFFF are no UTF-8");
	decoder_end(d, &s);
	check(str_starts(s.s, "a\xef\xbf\xbd") && utf8_valid(s.s, s.n) &&
	    str_ends(s.s, "Ї\xef\xbf\xbd") && decoder_bad(d) == 8,
	    "what is put out is always UTF-8");
}

/* text of UTF-8 in another encoding, for sniffing. */
static char *
encoded(struct arena *a, const char *text, const char *encoding, size_t *n)
{
	char		 byte;
	struct decoder	*d;
	struct str	 out, one;
	const char	*end;
	size_t		 i, k;
	int		 b;

	str_init(&out, a);
	str_init(&one, a);
	for (i = 0; text[i] != '\0'; i = (size_t)(end - text)) {
		for (end = text + i + 1; (*end & 0xc0) == 0x80; end++)
			;
		k = (size_t)(end - text) - i;
		for (b = k == 1 ? 256 : 128; b < 256; b++) {
			byte = (char)b;
			str_cut(&one, 0);
			if (decoder_new(a, encoding, &d) != OK)
				break;
			decoder_add(d, &byte, 1, &one);
			if (one.n == k && memcmp(one.s, text + i, k) == 0)
				break;
		}
		str_addc(&out, k == 1 ? text[i] : b < 256 ? (char)b : '?');
	}
	*n = out.n;
	return out.s;
}

static void
test_sniff_letters(struct arena *a)
{
	static const char *const	 names[] = {
		"CP1251", "KOI8-U", "CP866", "ISO-8859-5"
	};
	static const char *const	 texts[] = {
		"Назва;Місто\r\nТОВ Ромашка;Київ\r\n",
		"Имя;Город\r\nСергей Щукин;Нижний Новгород\r\n",
		"НАЗВА;МІСТО\r\nТОВ РОМАШКА;КИЇВ\r\n",
		"name;city\r\nЄвген;Lviv\r\n",
		"id;Клиент\r\n1;Объединение «Ёлка»\r\n",
	};
	struct csv_guess		 g;
	size_t				 i, k, n;
	char				*bytes;
	int				 ok;

	for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		for (ok = 1, i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
			bytes = encoded(a, texts[i], names[k], &n);
			ok &= csv_sniff(bytes, n, 1, &g) == OK &&
			    str_eq(g.encoding, names[k]) && g.delimiter == ';';
		}
		check(ok, arena_fmt(a, "%s is known by its letters", names[k]));
	}
}

static int
sniffed(const char *bytes, size_t n, int whole, const char *encoding,
    char delimiter)
{
	struct csv_guess	 g;

	return csv_sniff(bytes, n, whole, &g) == OK &&
	    str_eq(g.encoding, encoding) && g.delimiter == delimiter;
}

static void
test_sniff(void)
{
	static const char	 png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0";
	static const char	 zip[] = "PK\3\4\x14\0\x08\0\x08\0\0\0!\0";
	struct csv_guess	 g;

#define IS(text, whole, encoding, delimiter)				\
	sniffed(text, sizeof(text) - 1, whole, encoding, delimiter)
	check(IS("a,b\n1,2\n", 1, "UTF-8", ',') &&
	    IS("a;b\n1,5;2,5\n", 1, "UTF-8", ';') &&
	    IS("a\tb\n1,5\t2\n", 1, "UTF-8", '\t') &&
	    IS("a|b\n1,5|2;3\n", 1, "UTF-8", '|'),
	    "the delimiter is what divides all rows alike");
	check(IS("\"a;b\",c\n\"1;2\",3\n", 1, "UTF-8", ',') &&
	    IS("a,\"b\"\"\n;\"\n1,\"2;3\n;;\"\n", 1, "UTF-8", ','),
	    "delimiters in quotes do not count");
	check(IS("sep=|\na,b|c\n", 1, "UTF-8", '|'),
	    "Excel's first line tells it");
	check(IS("name\nIvanov, Petro\nSmith\n", 1, "UTF-8", ','),
	    "a single column gets a comma");
	check(IS("", 1, "UTF-8", ','), "an empty file is a text");
	check(IS("a;\xd0\x87;\xd0", 0, "UTF-8", ';') &&
	    !IS("a;\xcf\xf0\xe8\xe2\xb3\xf2;\xd0", 1, "UTF-8", ';'),
	    "a letter cut off by the sample is still UTF-8");
	check(IS("a\0;\0b\0\n\0", 1, "UTF-16LE", ';') &&
	    IS("\0a\0;\0b\0\n", 1, "UTF-16BE", ';') &&
	    IS("\xfe\xff\0a\0\t\0b\0\n", 1, "UTF-16BE", '\t'),
	    "UTF-16 is known without a mark too");
	check(csv_sniff("\xef\xbb\xbf" "a", 4, 1, &g) == OK && g.has_mark &&
	    csv_sniff("a", 1, 1, &g) == OK && !g.has_mark,
	    "the mark is told");
	check(csv_sniff(png, sizeof(png) - 1, 1, &g) == ERR_INVALID &&
	    csv_sniff(zip, sizeof(zip) - 1, 1, &g) == ERR_INVALID &&
	    csv_sniff("a\1b\2c\3;\4", 8, 1, &g) == ERR_INVALID,
	    "pictures and archives are no tables");
#undef IS
}

/* All rows of a file, as it is sniffed: the cells with marks between. */
static char *
read_file(struct arena *a, const char *path, struct csv_guess *g, size_t *rows)
{
	static char		 head[65536];
	FILE			*f = fopen(path, "rb");
	struct csv		*c = NULL;
	const struct csv_row	*row;
	struct str		 s;
	size_t			 n, i;
	int			 width_ok = 1;

	*rows = 0;
	if (f == NULL)
		return NULL;
	str_init(&s, a);
	n = fread(head, 1, 10001, f);
	rewind(f);
	if (csv_sniff(head, n, 0, g) == OK &&
	    csv_open(a, csv_file(f), g->encoding, g->delimiter, &c) == OK)
		while (csv_next(c, &row) == OK && row != NULL) {
			width_ok &= row->n == 18 && !row->flawed;
			for (i = 0; i < row->n; i++)
				str_fmt(&s, "%s\x1f", row->cells[i]);
			(*rows)++;
		}
	fclose(f);
	return c != NULL && width_ok && csv_fault(c, NULL) == CSV_FINE &&
	    csv_bad_chars(c) == 0 ? s.s : NULL;
}

/* KOI8-U has no such signs: what its writer put there. */
static char *
without_signs(struct arena *a, const char *s)
{
	static const char *const	 signs[] = {
		"«", "»", "’", "–", "—", "…", "“", "”", "„", "\"", "'", "?"
	};
	struct str			 out;
	size_t				 i;

	str_init(&out, a);
	while (*s != '\0') {
		for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
			if (str_starts(s, signs[i]))
				break;
		if (i < sizeof(signs) / sizeof(signs[0]))
			s += strlen(signs[i]);
		else
			str_addc(&out, *s++);
	}
	return out.s;
}

static void
test_fixtures(struct arena *a, const char *dir)
{
	static const struct {
		const char	*file, *encoding;
		char		 delimiter;
	} files[] = {
		{ "contacts_utf8_comma.csv", "UTF-8", ',' },
		{ "contacts_utf8_bom_semicolon.csv", "UTF-8", ';' },
		{ "contacts_utf16le_tab.csv", "UTF-16LE", '\t' },
		{ "contacts_cp1251_semicolon.csv", "CP1251", ';' },
		{ "contacts_koi8u_comma.csv", "KOI8-U", ',' },
	};
	struct csv_guess	 g = { NULL, 0, 0 };
	char			*first = NULL, *text, *bare;
	size_t			 i, rows;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		text = read_file(a, arena_fmt(a, "%s/ua_contacts/%s", dir,
		    files[i].file), &g, &rows);
		check(text != NULL && rows == 91 &&
		    str_eq(g.encoding, files[i].encoding) &&
		    g.delimiter == files[i].delimiter, files[i].file);
		if (i == 0)
			first = text;
		if (text == NULL || first == NULL)
			continue;
		bare = without_signs(a, text);
		check(str_eq(text, first) || (i == 4 &&
		    str_eq(bare, without_signs(a, first))),
		    "its contacts are the same as in the first");
	}
}

int
main(void)
{
	struct arena	*a = arena_new();
	const char	*dir = getenv("KARTOTEKA_FIXTURES");
	FILE		*f;

	if (dir == NULL)
		dir = "../shared/fixtures";
	test_reader(a);
	test_limits(a);
	test_writer(a);
	test_decoder(a);
	test_sniff_letters(a);
	test_sniff();
	f = fopen(arena_fmt(a, "%s/README.md", dir), "r");
	if (f == NULL) {
		printf("ok %d - contacts of others # SKIP no %s, set "
		    "KARTOTEKA_FIXTURES\n", ++ntests, dir);
	} else {
		fclose(f);
		test_fixtures(a, dir);
	}
	arena_free(a);
	return done();
}
