/* The same contacts in nine files of other programs, against their answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/file.h"
#include "base/str.h"
#include "base/vcard.h"
#include "base/xlsx.h"
#include "tests/unit/tap.h"

#define PEOPLE	90
#define COLUMNS	30

/* A table in memory: its header and rows. */
struct people {
	const char	*header[COLUMNS];
	const char	*rows[PEOPLE + 5][COLUMNS];
	size_t		 ncols, n;
};

static void
row_keep(struct arena *a, struct people *p, const struct csv_row *r)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		const char	*s = i < r->n ? arena_strdup(a, r->cells[i]) :
				    "";

		if (p->ncols == 0)
			p->header[i] = s;
		else if (p->n < PEOPLE + 5)
			p->rows[p->n][i] = s;
	}
	p->n += p->ncols > 0;
	if (p->ncols == 0)
		p->ncols = r->n;
}

static void
text_read(struct arena *a, FILE *f, const struct csv_guess *g,
    struct people *p)
{
	const struct csv_row	*r;
	struct csv		*c;

	if (csv_open(a, csv_file(f), g->encoding, g->delimiter, &c) == OK)
		while (csv_next(c, &r) == OK && r != NULL)
			row_keep(a, p, r);
}

static void
cards_read(struct arena *a, FILE *f, struct people *p)
{
	const struct csv_row	*r;
	const char *const	*names;
	struct vcard		*v;

	if (vcard_open(a, f, "UTF-8", &v) != OK)
		return;
	names = vcard_header(v, &p->ncols);
	for (size_t i = 0; i < p->ncols && i < COLUMNS; i++)
		p->header[i] = names[i];
	while (vcard_next(v, &r) == OK && r != NULL)
		row_keep(a, p, r);
}

static void
book_read(struct arena *a, const char *path, struct people *p)
{
	const struct csv_row	*r;
	enum xlsx_fault		 fault;
	struct xlsx		*x;

	if (xlsx_open(a, path, NULL, &x, &fault) == OK)
		while (xlsx_next(x, &r) == OK && r != NULL)
			row_keep(a, p, r);
}

static void
people_read(struct arena *a, const char *path, struct people *p)
{
	static char		 head[65536];
	struct csv_guess	 g;
	FILE			*f = fopen(path, "rb");
	size_t			 n = f != NULL ? fread(head, 1,
				    sizeof(head), f) : 0;

	memset(p, 0, sizeof(*p));
	if (f == NULL)
		return;
	rewind(f);
	if (xlsx_looks(head, n))
		book_read(a, path, p);
	else if (vcard_looks(head, n))
		cards_read(a, f, p);
	else if (csv_sniff(head, n, n < sizeof(head), &g) == OK)
		text_read(a, f, &g, p);
	fclose(f);
}

static const char *
cell(const struct people *p, size_t row, const char *a, const char *b)
{
	for (size_t i = 0; i < p->ncols; i++)
		if (str_eq(p->header[i], a) || str_eq(p->header[i], b))
			return p->rows[row][i];
	return NULL;
}

/* What a file cannot hold as it was. */
enum lost {
	NOTHING,
	ZEROS,		/* a spreadsheet: + and zeros before numbers */
	SIGNS		/* KOI8-U: apostrophes and quotes of print */
};

static int
is_sign(const char *s)
{
	return *s == '\'' || *s == '"' || str_starts(s, "’") ||
	    str_starts(s, "«") || str_starts(s, "»");
}

/* Without what is lost, and blanks of any kind as one. */
static const char *
bare(struct arena *a, const char *s, enum lost lost)
{
	struct str	 out;
	size_t		 n;

	str_init(&out, a);
	if (lost == ZEROS)
		s += strspn(s, "+0");
	while (*s != '\0') {
		if (lost == SIGNS && is_sign(s)) {
			s += strlen(*s == '\'' || *s == '"' ? "'" :
			    str_starts(s, "’") ? "’" : "«");
			continue;
		}
		n = str_space(s);
		if (n > 0 && (out.n == 0 || out.s[out.n - 1] != ' '))
			str_addc(&out, ' ');
		else if (n == 0)
			str_addn(&out, s, 1);
		s += n > 0 ? n : 1;
	}
	return str_trim(a, out.s);
}

/* Whether a cell is the answer; what differs is printed. */
static int
same(struct arena *a, const char *got, const char *want, enum lost lost)
{
	int32_t	 day, other;

	if (got == NULL)
		return 1;	/* this file has no such column */
	if (date_parse(got, &day) == OK && date_parse(want, &other) == OK)
		return day == other;
	if (str_eq(bare(a, got, lost), bare(a, want, lost)))
		return 1;
	printf("# “%s” should be “%s”\n", got, want);
	return 0;
}

static int
person_fits(struct arena *a, const struct people *p, size_t i,
    const json_t *o, enum lost lost)
{
	static const struct {
		const char	*answer, *column, *card;
	}		 fields[] = {
		{ "last", "Прізвище", NULL }, { "first", "Ім'я", NULL },
		{ "middle", "По батькові", NULL },
		{ "company", "Організація", "organisation" },
		{ "title", "Посада", "position" },
		{ "email", "Ел. пошта", "email" },
		{ "phone", "Мобільний", "phone" },
		{ "zip", "Поштовий індекс", "postcode" },
		{ "city", "Населений пункт", "city" },
		{ "street", "Вулиця, будинок", "street" },
		{ "birth", "День народження", "birthday" },
		{ "created", "Додано", NULL }, { "edrpou", "ЄДРПОУ", NULL },
		{ "ipn", "РНОКПП", NULL },
		{ "iban", "Рахунок (IBAN)", NULL },
		{ "note", "Нотатки", "note" }
	};
	const char	*name = arena_fmt(a, "%s %s %s",
			    json_string_value(json_object_get(o, "last")),
			    json_string_value(json_object_get(o, "first")),
			    json_string_value(json_object_get(o, "middle")));
	int		 fits = same(a, cell(p, i, "name", NULL), name, lost);

	for (size_t k = 0; k < sizeof(fields) / sizeof(*fields); k++)
		fits &= same(a, cell(p, i, fields[k].column, fields[k].card),
		    json_string_value(json_object_get(o, fields[k].answer)),
		    lost);
	return fits;
}

static void
test_people(struct arena *a, const char *dir)
{
	static const char *const	 files[] = {
		"utf8_comma.csv", "utf8_bom_semicolon.csv",
		"utf16le_tab.csv", "cp1251_semicolon.csv",
		"koi8u_comma.csv", "libreoffice.xlsx", "v21_qp_cp1251.vcf",
		"v21_qp_utf8.vcf", "v30_utf8.vcf"
	};
	static struct people		 p;
	json_t				*truth = json_load_file(arena_fmt(a,
					    "%s/ua_contacts/truth.json",
					    dir), 0, NULL);

	for (size_t f = 0; f < sizeof(files) / sizeof(*files); f++) {
		size_t	 fits = 0;

		people_read(a, arena_fmt(a, "%s/ua_contacts/contacts_%s", dir,
		    files[f]), &p);
		for (size_t i = 0; i < PEOPLE && i < p.n; i++)
			fits += (size_t)person_fits(a, &p, i,
			    json_array_get(truth, i), f == 5 ? ZEROS :
			    f == 4 ? SIGNS : NOTHING);
		check(p.n == PEOPLE && fits == PEOPLE, arena_fmt(a,
		    "all contacts of %s are right", files[f]));
	}
	json_decref(truth);
}

int
main(void)
{
	struct arena	*a = arena_new();
	const char	*dir = getenv("KARTOTEKA_FIXTURES");
	FILE		*f;

	if (dir == NULL)
		dir = "../shared/fixtures";
	f = fopen(arena_fmt(a, "%s/README.md", dir), "r");
	if (f == NULL) {
		printf("ok %d - contacts of others # SKIP no %s, set "
		    "KARTOTEKA_FIXTURES\n", ++ntests, dir);
	} else {
		fclose(f);
		test_people(a, dir);
	}
	arena_free(a);
	return done();
}
