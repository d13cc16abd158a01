/* proposal.c: which column of a kept file is what. */
#include <string.h>

#include "base/str.h"
#include "core/field.h"
#include "mod/transfer/proposal.h"

/* The first rows, each with a cell for every column. */
static enum err
rows_look(struct work *w, struct proposal *p)
{
	const struct csv_row	*r;
	enum err		 e = OK;

	p->rows = arena_alloc(w->mem, PROPOSAL_ROWS * sizeof(*p->rows));
	while (p->nrows < PROPOSAL_ROWS) {
		struct row	*to = &p->rows[p->nrows];
		const char	**cells;

		e = table_next(w, &p->table, &r);
		if (e != OK || r == NULL)
			break;
		cells = arena_alloc(w->mem,
		    p->table.ncols * sizeof(*cells));
		for (size_t i = 0; i < p->table.ncols; i++)
			cells[i] = i < r->n ? arena_strdup(w->mem,
			    r->cells[i]) : "";
		to->line = r->line;
		to->cells = cells;
		to->ncells = p->table.ncols;
		p->nrows++;
	}
	return e;
}

static bool
column_taken(const struct proposal *p, const char *field)
{
	for (size_t i = 0; i < p->table.ncols; i++)
		if (str_eq(p->columns[i].field, field))
			return true;
	return false;
}

static void
columns_guess(struct work *w, struct proposal *p)
{
	const char *const	**cells = arena_alloc(w->mem,
				    (p->nrows + 1) * sizeof(*cells));

	for (size_t i = 0; i < p->nrows; i++)
		cells[i] = p->rows[i].cells;
	columns_by_header(w->mem, p->run->e, p->table.header,
	    p->table.ncols, p->columns);
	columns_by_cells(p->run->e, cells, p->nrows, p->table.ncols,
	    p->columns);
	/* A file with both is ours; else a number called "id" is theirs. */
	for (size_t i = 0; i < p->table.ncols; i++)
		if (str_eq(p->columns[i].field, "id") &&
		    !column_taken(p, "ext_id"))
			p->columns[i].field = "ext_id";
}

/* What the user chose: "3=phone". */
static void
columns_take(struct work *w, struct proposal *p)
{
	const char	*rest = p->run->mapping, *s;
	size_t		 n;
	bool		 named;

	while (str_split(&rest, '\n', &s, &n)) {
		const char	*eq = memchr(s, '=', n);
		int64_t		 i;

		if (eq == NULL || str_int64(arena_fmt(w->mem, "%.*s",
		    (int)(eq - s), s), &i) != OK || i < 0 ||
		    (size_t)i >= p->table.ncols)
			continue;
		p->columns[i].field = arena_fmt(w->mem, "%.*s",
		    (int)(s + n - eq - 1), eq + 1);
		if (plan_field(p->run->e, p->columns[i].field, &named) ==
		    NULL)
			p->columns[i].field = NULL;
	}
}

const struct field *
proposal_choice(const struct entity *e, size_t i)
{
	bool	 named;

	for (const struct field *f = e->fields; f->type != F_END; f++)
		if (f->type == F_CHOICE && !(f->flags & FIELD_OTHER) &&
		    f->label != NULL &&
		    plan_field(e, f->name, &named) == f && i-- == 0)
			return f;
	return NULL;
}

const char *
proposal_constant(const struct proposal *p, const char *field)
{
	for (size_t i = 0; i < p->map.n; i++) {
		const struct map_rule	*r = &p->map.rules[i];

		if (r->nparts == 1 && r->parts[0].constant &&
		    strcmp(r->field, field) == 0)
			return r->parts[0].text;
	}
	return NULL;
}

/* "kind:person", unless a column says it. */
static void
constants_take(struct work *w, struct proposal *p)
{
	const char	*rest = p->run->mapping, *s;
	size_t		 n;

	while (rest != NULL && str_split(&rest, '\n', &s, &n)) {
		const char	*colon = memchr(s, ':', n);
		struct map_part	 part = { .constant = true, .col = MAP_NONE };
		const char	*field;

		if (colon == NULL || colon == s + n - 1)
			continue;
		field = arena_fmt(w->mem, "%.*s", (int)(colon - s), s);
		for (size_t i = 0; i < p->map.n && field != NULL; i++)
			if (strcmp(p->map.rules[i].field, field) == 0)
				field = NULL;
		if (field == NULL)
			continue;
		part.text = arena_fmt(w->mem, "%.*s",
		    (int)(s + n - colon - 1), colon + 1);
		map_add_part(w->mem, map_add(w->mem, &p->map, field), &part);
	}
}

static bool
is_mapped(const struct proposal *p, const char *field)
{
	for (size_t i = 0; field != NULL && i < p->map.n; i++)
		if (strcmp(p->map.rules[i].field, field) == 0)
			return true;
	return false;
}

/* A code or an address nobody shares; telephones of a firm are shared. */
static const char *
match_guess(const struct proposal *p)
{
	const char	*best[] = { "id", p->run->e->key, "ext_id", "email" };

	for (size_t i = 0; i < 4; i++)
		if (is_mapped(p, best[i]))
			return best[i];
	return "";
}

enum err
proposal_open(struct work *w, const struct run *run, struct proposal *out)
{
	enum err	 e;

	memset(out, 0, sizeof(*out));
	out->run = run;
	if (run->sheet != NULL)
		e = table_open_sheet(w, run_path(w, run), run->sheet,
		    &out->table);
	else
		e = table_open(w, run_path(w, run), run->encoding,
		    run->delimiter, &out->table);
	if (e == OK)
		e = rows_look(w, out);
	if (e != OK)
		return e;
	out->columns = arena_alloc(w->mem,
	    out->table.ncols * sizeof(*out->columns));
	if (run->mapping == NULL)
		columns_guess(w, out);
	else
		columns_take(w, out);
	columns_map(w->mem, out->columns, out->table.header,
	    out->table.ncols, &out->map);
	if (run->mapping != NULL)
		constants_take(w, out);
	out->match = run->match != NULL ? run->match : match_guess(out);
	if (*out->match != '\0' && !is_mapped(out, out->match))
		out->match = "";
	return table_again(w, &out->table);
}

enum err
proposal_plan(struct work *w, struct proposal *p)
{
	const struct plan_options	 o = {
		.match = *p->match != '\0' ? p->match : NULL,
		.mode = *p->match != '\0' ? p->run->mode : NULL,
		.missing = p->run->missing
	};

	return plan_make(w, p->run->e, &p->map, p->table.header,
	    p->table.ncols, &o, &p->plan);
}
