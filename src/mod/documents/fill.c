/* fill.c: imported documents take lines until these come to their gross. */
#include <string.h>

#include "mod/documents/rules.h"

struct filling {
	const struct head	*head;
	struct doc_line		*lines;
	size_t			 n, cap;
	bool			 full;
};

static void
line_append(struct work *w, struct filling *f, const struct doc_line *line)
{
	if (f->n == f->cap) {
		size_t		 cap = f->cap == 0 ? 16 : f->cap * 2;
		struct doc_line	*l = arena_alloc(w->mem, cap * sizeof(*l));

		if (f->n > 0)
			memcpy(l, f->lines, f->n * sizeof(*l));
		f->lines = l;
		f->cap = cap;
	}
	f->lines[f->n++] = *line;
}

bool
filling_takes(struct work *w, struct filling *f, const struct doc_line *line)
{
	struct doc_totals	 sum;
	bool			 fits;

	line_append(w, f, line);
	fits = doc_compute(w->mem, &f->head->terms, f->lines, f->n, &sum) ==
	    OK && sum.gross == f->head->gross;
	if (f->full && !fits) {
		f->n--;
		return false;
	}
	f->full = fits;
	return true;
}

static bool
is_open(const struct head *h)
{
	return strcmp(h->status, "issued") == 0 && !h->complete;
}

/* The lines that are there already. */
static void
stored_add(struct work *w, struct filling *f, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct doc_line	 line = rows[i].sum;

		if (rows[i].document_id == f->head->id &&
		    doc_tax_parse(rows[i].vat, &line.tax) == OK)
			line_append(w, f, &line);
	}
}

enum err
fillings_load(struct work *w, const struct head *heads, size_t n,
    struct filling ***out)
{
	struct filling	**list = arena_alloc(w->mem, (n + 1) *
			    sizeof(struct filling *));
	struct ids	  ids = { .mem = w->mem };
	struct row	 *rows;
	size_t		  nrows;
	enum err	  e;

	*out = list;
	for (size_t i = 0; i < n; i++) {
		if (!is_open(&heads[i]))
			continue;
		ids_add(&ids, heads[i].id);
		list[i] = arena_alloc(w->mem, sizeof(**list));
		list[i]->head = &heads[i];
	}
	if (ids.n == 0)
		return OK;
	e = rows_read(w, ids_json(&ids), &rows, &nrows);
	for (size_t i = 0; e == OK && i < n; i++)
		if (list[i] != NULL)
			stored_add(w, list[i], rows, nrows);
	return e;
}
