/* series.c: numbers of documents, by series and year, without gaps. */
#include <string.h>

#include "mod/documents/rules.h"

#define TRIES	1000	/* numbers that imported documents may have taken */

const char *
number_label(struct arena *mem, const char *series, const char *number)
{
	if (series == NULL || *series == '\0')
		return number;
	return arena_fmt(mem, "%s-%s", series, number);
}

/* The number after the last one; kept before it is used. */
static enum err
year_next(struct work *w, int64_t series, int year, int64_t *out)
{
	enum err	 e;

	e = db_exec(w->db, "INSERT INTO series_year (series_id, year, last) "
	    "VALUES (?, ?, LAST_INSERT_ID(1)) ON DUPLICATE KEY UPDATE "
	    "last = LAST_INSERT_ID(last + 1)",
	    DB_ARGS(DB_I(series), DB_I(year)));
	if (e == OK)
		*out = db_id(w->db);
	return e;
}

/* Whether a document that came from elsewhere bears this number. */
static enum err
label_taken(struct work *w, const char *label, bool *out)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows,
	    "SELECT 1 FROM document WHERE label = ? LOCK IN SHARE MODE",
	    DB_ARGS(DB_S(label)));
	if (e == OK)
		*out = rows->n > 0;
	return e;
}

enum err
series_take(struct work *w, const char *kind, int year, struct number *out)
{
	struct db_rows	*rows;
	int64_t		 last;
	bool		 taken = true;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT id, code, digits "
	    "FROM series WHERE kind = ? ORDER BY id LIMIT 1 FOR UPDATE",
	    DB_ARGS(DB_S(kind)));
	if (e != OK)
		return e;
	if (rows->n == 0)
		return work_refuse(w, 0, NULL,
		    t("There is no series of numbers for this document."));
	for (int i = 0; i < TRIES && taken; i++) {
		e = year_next(w, db_int(rows, 0, 0), year, &last);
		if (e != OK)
			return e;
		out->series = db_text(rows, 0, 1);
		out->number = arena_fmt(w->mem, "%d-%0*lld", year,
		    (int)db_int(rows, 0, 2), (long long)last);
		out->label = number_label(w->mem, out->series, out->number);
		e = label_taken(w, out->label, &taken);
		if (e != OK)
			return e;
	}
	return taken ? ERR_CONFLICT : OK;
}
