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

/*
 * Keep last as given, unless a document that came from elsewhere bears its
 * label: then *taken.
 */
static enum err
year_keep(struct work *w, int64_t series, int year, int64_t last,
    const char *label, bool *taken)
{
	enum err	 e;

	e = db_exec(w->db, "INSERT INTO series_year (series_id, year, last) "
	    "SELECT ?, ?, ? FROM series s WHERE s.id = ? AND NOT EXISTS ("
	    "SELECT 1 FROM document d WHERE d.label = ? LOCK IN SHARE MODE) "
	    "ON DUPLICATE KEY UPDATE series_year.last = ?",
	    DB_ARGS(DB_I(series), DB_I(year), DB_I(last), DB_I(series),
	    DB_S(label), DB_I(last)));
	if (e == OK)
		*taken = db_changed(w->db) == 0;
	return e;
}

/* The series of a kind, locked: 0 id, 1 code, 2 digits, 3 last of the year. */
static enum err
series_lock(struct work *w, const char *kind, int year, struct db_rows **rows)
{
	enum err	 e;

	e = db_query(w->db, w->mem, rows, "SELECT s.id, s.code, s.digits, "
	    "y.last FROM series s LEFT JOIN series_year y "
	    "ON y.series_id = s.id AND y.year = ? WHERE s.kind = ? "
	    "ORDER BY s.id LIMIT 1 FOR UPDATE",
	    DB_ARGS(DB_I(year), DB_S(kind)));
	if (e == OK && (*rows)->n == 0)
		e = work_refuse(w, 0, NULL,
		    t("There is no series of numbers for this document."));
	return e;
}

enum err
series_take(struct work *w, const char *kind, int year, struct number *out)
{
	struct db_rows	*rows;
	int64_t		 last;
	bool		 taken = true;
	enum err	 e = series_lock(w, kind, year, &rows);

	if (e != OK)
		return e;
	last = db_int(rows, 0, 3);
	out->series = db_text(rows, 0, 1);
	for (int i = 0; i < TRIES && taken; i++) {
		out->number = arena_fmt(w->mem, "%d-%0*lld", year,
		    (int)db_int(rows, 0, 2), (long long)++last);
		out->label = number_label(w->mem, out->series, out->number);
		e = year_keep(w, db_int(rows, 0, 0), year, last, out->label,
		    &taken);
		if (e != OK)
			return e;
	}
	return taken ? ERR_CONFLICT : OK;
}

enum err
series_look(struct work *w, bool repair, int64_t *wrong)
{
	struct db_rows	*rows;
	enum err	 e;

	(void)repair;
	e = db_query(w->db, w->mem, &rows, "SELECT COALESCE(SUM(y.last - ("
	    "SELECT COUNT(DISTINCT d.number) FROM document d "
	    "WHERE d.series = s.code AND d.number "
	    "REGEXP CONCAT('^', y.year, '-[0-9]+$') "
	    "AND CAST(SUBSTRING_INDEX(d.number, '-', -1) AS UNSIGNED) "
	    "BETWEEN 1 AND y.last)), 0) FROM series_year y "
	    "JOIN series s ON s.id = y.series_id", DB_NOARGS);
	if (e == OK)
		*wrong = db_int(rows, 0, 0);
	return e;
}
