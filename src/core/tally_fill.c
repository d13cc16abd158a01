/* tally_fill.c: tallies counted from the records: at first, and by doctor. */
#include <string.h>
#include <time.h>

#include "core/site.h"
#include "core/tally_parts.h"

#define WINDOW	40	/* days that are compared at a time */

/* ---- filling */

/* One part of a fill, as work_run() wants it. */
struct part {
	const struct tally	*t;
	int64_t			 upto;
	bool			 done;
};

static enum err
part_fill(struct work *w, void *arg)
{
	struct part	*p = arg;
	struct counts	 list = { 0 };
	int64_t		 after = p->upto;
	enum err	 e = p->t->count(w, &after, &list);

	if (e == OK)
		e = tally_add(w, p->t, &list);
	if (e == OK)
		e = db_exec(w->db, "INSERT INTO tally_kind (kind, upto, done) "
		    "VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE "
		    "upto = VALUES(upto), done = VALUES(done)",
		    DB_ARGS(DB_S(p->t->name), DB_I(after),
		    DB_I(after == p->upto)));
	p->done = after == p->upto;
	p->upto = after;
	return e;
}

/* A part in memory of its own; the rest of w is its. */
static enum err
part_run(struct work *w, struct part *p)
{
	struct work	 own = *w;
	struct part	 was = *p;
	enum err	 e;

	own.mem = arena_new();
	e = work_run(&own, part_fill, p);
	arena_free(own.mem);
	if (e != OK)
		*p = was;
	return e;
}

static enum err
kind_read(struct work *w, const struct tally *t, struct part *p)
{
	struct db_rows	*r;
	enum err	 e = db_query(w->db, w->mem, &r, "SELECT upto, done "
			    "FROM tally_kind WHERE kind = ?",
			    DB_ARGS(DB_S(t->name)));

	*p = (struct part){ .t = t };
	if (e == OK && r->n > 0) {
		p->upto = db_int(r, 0, 0);
		p->done = db_int(r, 0, 1) != 0;
	}
	return e;
}

/* Days are the firm's: who has brought the tables may not know it yet. */
static enum err
firm_find(struct work *w)
{
	enum err	 e = w->site != NULL ? OK :
			    site_load(w->db, w->conf, -1, &w->site);

	return e == ERR_NOTFOUND ? OK : e;
}

enum err
tally_fill(struct work *w, int64_t until_s, bool *left)
{
	struct work		 own = *w;
	const struct tally	*t;
	struct part		 p;
	size_t			 at = 0;
	enum err		 e = OK;

	*left = false;
	while (e == OK && (t = tally_next(&at)) != NULL) {
		e = kind_read(w, t, &p);
		while (e == OK && !p.done) {
			if (until_s != 0 && time(NULL) >= until_s) {
				*left = true;
				return OK;
			}
			if ((e = firm_find(&own)) == OK)
				e = part_run(&own, &p);
		}
	}
	return e;
}

/* ---- doctor */

/* Days of this span and of the deltas that are anywhere. */
static enum err
days_read(struct work *w, const struct tally *t, int64_t *first,
    int64_t *last)
{
	struct db_rows	*r;
	enum err	 e;

	e = db_query(w->db, w->mem, &r, "SELECT COALESCE(MIN(day), 0), "
	    "COALESCE(MAX(day), -1) FROM (SELECT day FROM tally "
	    "WHERE kind = ? UNION ALL SELECT day FROM tally_delta "
	    "WHERE kind = ?) x", DB_ARGS(DB_S(t->name), DB_S(t->name)));
	if (e != OK)
		return e;
	*first = db_int(r, 0, 0);
	*last = db_int(r, 0, 1);
	return OK;
}

/* Take what is kept of some days from list. */
static enum err
kept_take(struct work *w, const struct tally *t, int span, int64_t from,
    struct counts *list)
{
	struct work	 own = *w;
	struct db_rows	*r;
	struct count	 c;
	enum err	 e;

	own.mem = arena_new();
	e = db_query(w->db, own.mem, &r, "SELECT day, a, b, owner_id, "
	    "team_id, currency, code, n, amount FROM tally WHERE kind = ? "
	    "AND span = ? AND day BETWEEN ? AND ? UNION ALL SELECT day, a, b, "
	    "owner_id, team_id, currency, code, n, amount FROM tally_delta "
	    "WHERE kind = ? AND day BETWEEN ? AND ?", DB_ARGS(DB_S(t->name),
	    DB_I(span), DB_I(from), DB_I(from + WINDOW - 1), DB_S(t->name),
	    DB_I(from), DB_I(from + WINDOW - 1)));
	for (size_t i = 0; e == OK && i < r->n; i++) {
		tally_row(r, i, 0, &c);
		c.day = span_start(span, c.day);
		counts_add(w, list, &c, -1);
	}
	arena_free(own.mem);
	return e;
}

/* By how much what is kept of a span falls short of what there is. */
static enum err
span_compare(struct work *w, const struct tally *t, int span,
    const struct counts *truth, struct counts *out)
{
	int64_t		 first = 0, last = -1;
	enum err	 e = days_read(w, t, &first, &last);

	for (size_t i = 0; i < truth->n; i++) {
		struct count	 c = truth->list[i];

		c.day = span_start(span, c.day);
		counts_add(w, out, &c, 1);
	}
	for (int64_t day = first; e == OK && day <= last; day += WINDOW)
		e = kept_take(w, t, span, day, out);
	counts_merge(out);
	return e;
}

/* What the records come to. */
static enum err
truth_read(struct work *w, const struct tally *t, struct counts *truth)
{
	int64_t		 after = 0, was = -1;
	enum err	 e = OK;

	while (e == OK && after != was) {
		struct work	 own = *w;
		struct counts	 part = { 0 };

		was = after;
		own.mem = arena_new();
		own.memo = NULL;	/* what is kept there ends sooner */
		e = t->count(&own, &after, &part);
		counts_merge(&part);
		for (size_t i = 0; i < part.n; i++)
			counts_add(w, truth, &part.list[i], 1);
		arena_free(own.mem);
		counts_merge(truth);
	}
	return e;
}

enum err
tally_look(struct work *w, const struct tally *t, bool repair,
    int64_t *wrong)
{
	struct counts		 truth = { 0 };
	enum err		 e = truth_read(w, t, &truth);

	*wrong = 0;
	for (const int *s = tally_spans(t); e == OK && *s >= 0; s++) {
		struct counts	 list = { 0 };

		e = span_compare(w, t, *s, &truth, &list);
		*wrong += (int64_t)list.n;
		if (e == OK && repair)
			e = tally_store(w, t, *s, &list);
	}
	if (repair)
		*wrong = 0;
	return e;
}
