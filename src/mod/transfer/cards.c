/* cards.c: business cards as a table of contacts. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/country.h"
#include "core/i18n.h"
#include "mod/transfer/cards.h"

#define NONE	((size_t)-1)

struct cards {
	struct vcard	*v;
	struct arena	*mem;		/* of the row */
	const char	**header;
	const char	**cells;
	size_t		 n;
	size_t		 country, tags, note;	/* columns, or NONE */
	struct csv_row	 row;
};

/* Names that people write and that are no label of ours. */
static const struct {
	const char	*name, *code;
} others[] = {
	{ "usa", "US" }, { "u.s.a.", "US" }, { "u.s.", "US" },
	{ "united states of america", "US" }, { "сша", "US" },
	{ "uk", "GB" }, { "great britain", "GB" }, { "england", "GB" },
	{ "deutschland", "DE" }, { "österreich", "AT" }, { "schweiz", "CH" },
	{ "polska", "PL" }, { "česko", "CZ" }, { "czech republic", "CZ" },
	{ "españa", "ES" }, { "italia", "IT" }, { "nederland", "NL" },
	{ "magyarország", "HU" }, { "românia", "RO" }, { "slovensko", "SK" },
	{ "lietuva", "LT" }, { "latvija", "LV" }, { "eesti", "EE" },
	{ "ukraina", "UA" }, { "turkey", "TR" }
};

/* The code of a country by its name in any language of ours; or NULL. */
static const char *
country_code(struct arena *mem, const char *name)
{
	const char	*low = utf8_lower(mem, name);

	if (strlen(name) == 2 && strcmp(low, "uk") != 0)
		return arena_fmt(mem, "%c%c", name[0] & ~32, name[1] & ~32);
	for (const struct choice *c = country_choices; c->code; c++)
		for (int l = 0; l < LANG_COUNT; l++)
			if (strcmp(low, utf8_lower(mem, t_in((enum lang)l,
			    c->label))) == 0)
				return c->code;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strcmp(low, others[i].name) == 0)
			return others[i].code;
	return NULL;
}

static void
note_add(struct cards *c, const char *what, const char *value)
{
	c->cells[c->note] = arena_fmt(c->mem, "%s%s%s: %s",
	    c->cells[c->note], *c->cells[c->note] != '\0' ? "\n" : "", what,
	    value);
}

static void
country_find(struct cards *c)
{
	const char	*name = c->cells[c->country], *code;

	if (*name == '\0')
		return;
	code = country_code(c->mem, name);
	c->cells[c->country] = code != NULL ? code : "";
	if (code == NULL)
		note_add(c, "country", name);
}

static size_t
column_find(const struct cards *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->header[i], name) == 0)
			return i;
	return NONE;
}

static void
cards_drop(void *arg)
{
	struct cards	*c = arg;

	arena_free(c->mem);
}

enum err
cards_open(struct work *w, void *file, const char *encoding,
    struct cards **out)
{
	struct cards		*c = arena_alloc(w->mem, sizeof(*c));
	const char *const	*names;
	enum err		 e = vcard_open(w->mem, file, encoding,
				    &c->v);

	*out = c;
	c->mem = arena_new();
	arena_defer(w->mem, cards_drop, c);
	names = vcard_header(c->v, &c->n);
	c->header = arena_alloc(w->mem, (c->n + 1) * sizeof(*c->header));
	c->cells = arena_alloc(w->mem, (c->n + 1) * sizeof(*c->cells));
	for (size_t i = 0; i < c->n; i++)
		c->header[i] = names[i];
	c->country = column_find(c, "country");
	c->tags = column_find(c, "tags");
	c->note = column_find(c, "note");
	if ((c->country != NONE || c->tags != NONE) && c->note == NONE) {
		c->note = c->n;
		c->header[c->n++] = "note";
	}
	return e;
}

const char *const *
cards_header(const struct cards *c, size_t *n)
{
	*n = c->n;
	return c->header;
}

enum err
cards_next(struct cards *c, const struct csv_row **row)
{
	const struct csv_row	*r;
	enum err		 e;

	arena_reset(c->mem);
	e = vcard_next(c->v, &r);
	*row = NULL;
	if (e != OK || r == NULL)
		return e;
	for (size_t i = 0; i < c->n; i++)
		c->cells[i] = i < r->n ? r->cells[i] : "";
	if (c->country != NONE)
		country_find(c);
	if (c->tags != NONE && *c->cells[c->tags] != '\0')
		note_add(c, "categories", c->cells[c->tags]);
	c->row = (struct csv_row){
		.n = c->n, .cells = c->cells, .line = r->line
	};
	*row = &c->row;
	return OK;
}

enum err
cards_rewind(struct cards *c)
{
	return vcard_rewind(c->v);
}

int64_t
cards_line(const struct cards *c)
{
	return vcard_line(c->v);
}
