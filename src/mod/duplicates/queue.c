/* queue.c: /duplicates, the pairs that are likely one. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "core/changelog.h"
#include "core/crud.h"
#include "core/field.h"
#include "core/form.h"
#include "core/page.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/tick.h"
#include "core/view.h"
#include "mod/contacts/contacts.h"
#include "mod/duplicates/parts.h"
#include "mod/duplicates/scan.h"

#define SHOWN		25	/* pairs of a page */
#define SLICE		100	/* read at once */
#define SLICES		4	/* of a page */
#define PANEL		5
#define LOOK_US		1000000	/* that a page gives the scan */

/* ---- reading */

/* Behind which pair a page begins; the likeliest stand first. */
struct place_of {
	int64_t	 score, a, b;
};

enum { P_A, P_B, P_SCORE };

#define PAIR_APART							\
	"AND NOT EXISTS (SELECT 1 FROM not_duplicate n WHERE "		\
	"n.deleted_at IS NULL AND n.left_id = p.a_id "			\
	"AND n.right_id = p.b_id) AND NOT EXISTS (SELECT 1 "		\
	"FROM not_duplicate n WHERE n.deleted_at IS NULL "		\
	"AND n.left_id = p.b_id AND n.right_id = p.a_id) "
#define PAIR_BEHIND							\
	"(p.score < ? OR (p.score = ? AND (p.a_id < ? OR "		\
	"(p.a_id = ? AND p.b_id < ?)))) "
#define PAIR_ORDER	"ORDER BY score DESC, a_id DESC, b_id DESC LIMIT 100"

static enum err
pairs_all(struct work *w, const struct place_of *at, struct db_rows **rows)
{
	return db_query(w->db, w->mem, rows, "SELECT p.a_id, p.b_id, p.score "
	    "FROM dup_pair p WHERE " PAIR_BEHIND PAIR_APART PAIR_ORDER,
	    DB_ARGS(DB_I(at->score), DB_I(at->score), DB_I(at->a),
	    DB_I(at->a), DB_I(at->b)));
}

/* Teams of the actor, as JSON. */
static const char *
teams_json(const struct work *w)
{
	struct str	 s;

	str_init(&s, w->mem);
	str_addc(&s, '[');
	for (size_t i = 0; i < w->actor.nteams; i++)
		str_fmt(&s, "%s%" PRId64, i > 0 ? "," : "",
		    w->actor.teams[i]);
	str_addc(&s, ']');
	return s.s;
}

/* Those whose first is the actor's or his team's. */
static enum err
pairs_near(struct work *w, const struct place_of *at, bool team,
    struct db_rows **rows)
{
	return db_query(w->db, w->mem, rows,
	    "(SELECT p.a_id, p.b_id, p.score FROM dup_pair p "
	    "WHERE p.owner_id = ? AND " PAIR_BEHIND PAIR_APART PAIR_ORDER ") "
	    "UNION (SELECT p.a_id, p.b_id, p.score FROM dup_pair p "
	    "WHERE p.team_id IN (SELECT j.id FROM JSON_TABLE(?, '$[*]' "
	    "COLUMNS (id BIGINT PATH '$')) j) "
	    "AND (? = 1 OR p.owner_id IS NULL) AND " PAIR_BEHIND PAIR_APART
	    PAIR_ORDER ") " PAIR_ORDER, DB_ARGS(DB_I(w->actor.user_id),
	    DB_I(at->score), DB_I(at->score), DB_I(at->a), DB_I(at->a),
	    DB_I(at->b), DB_S(teams_json(w)), DB_I(team), DB_I(at->score),
	    DB_I(at->score), DB_I(at->a), DB_I(at->a), DB_I(at->b)));
}

static enum err
pairs_read(struct work *w, const struct place_of *at, struct db_rows **rows)
{
	enum scope	 scope = rights_scope(w, &contact_entity, VERB_EDIT);

	return scope == SCOPE_ALL ? pairs_all(w, at, rows) :
	    pairs_near(w, at, scope == SCOPE_TEAM, rows);
}

/* Pairs of one contact. */
static enum err
pairs_of(struct work *w, int64_t id, struct db_rows **rows)
{
	return db_query(w->db, w->mem, rows,
	    "(SELECT p.a_id, p.b_id, p.score FROM dup_pair p "
	    "WHERE p.a_id = ? " PAIR_APART "LIMIT 20) UNION ALL "
	    "(SELECT p.a_id, p.b_id, p.score FROM dup_pair p "
	    "WHERE p.b_id = ? " PAIR_APART "LIMIT 20) "
	    "ORDER BY score DESC, a_id, b_id",
	    DB_ARGS(DB_I(id), DB_I(id)));
}

/* ---- as they are now */

/* A pair that is likely still, and may be merged. */
struct likely {
	size_t		 row[2];	/* of facts */
	int		 score;
	unsigned int	 why;
};

static enum err
pairs_facts(struct work *w, const struct db_rows *pairs, struct facts *f)
{
	struct db_val	*ids = arena_alloc(w->mem,
			    (pairs->n * 2 + 1) * sizeof(*ids));

	for (size_t i = 0; i < pairs->n * 2; i++)
		ids[i] = (struct db_val)DB_I(db_int(pairs, i / 2, i % 2));
	return facts_read(w, ids, pairs->n * 2, 0, (int)pairs->n * 2, f);
}

static bool
may(const struct work *w, const struct facts *f, size_t r, enum verb v)
{
	return rights_reach(w, &contact_entity, v,
	    db_int(f->rows, r, FACT_OWNER), db_int(f->rows, r, FACT_TEAM));
}

/* Whether pair i is one for the actor: what a scan found may be over. */
static bool
pair_likely(const struct work *w, const struct facts *f,
    const struct db_rows *pairs, size_t i, struct likely *out)
{
	struct likeness	 l[2];

	for (size_t k = 0; k < 2; k++) {
		out->row[k] = facts_find(f, db_int(pairs, i, k));
		if (out->row[k] == f->rows->n ||
		    !may(w, f, out->row[k], VERB_EDIT))
			return false;
		facts_likeness(f, out->row[k], &l[k]);
	}
	if (!may(w, f, out->row[1], VERB_DELETE))
		return false;
	out->score = likeness_score(&l[0], &l[1], &out->why);
	return out->score >= PAIR_ASK;
}

/* ---- showing */

static void
side_show(const struct facts *f, size_t r, struct out *o)
{
	static const size_t	 cols[] = {
		FACT_PHONE, FACT_EMAIL, FACT_REG, FACT_TAX, FACT_CITY
	};
	struct str		 s;

	str_init(&s, f->mem);
	str_add(&s, "");
	for (size_t i = 0; i < sizeof(cols) / sizeof(*cols); i++)
		if (db_text(f->rows, r, cols[i]) != NULL)
			str_fmt(&s, "%s%s", s.n > 0 ? " · " : "",
			    db_text(f->rows, r, cols[i]));
	out_int(o, "id", db_int(f->rows, r, FACT_ID));
	out_text(o, "text", db_text(f->rows, r, FACT_NAME));
	out_fmt(o, "href", "/contacts/%" PRId64,
	    db_int(f->rows, r, FACT_ID));
	out_text(o, "sub", s.s);
}

static void
pair_show(struct request *rq, const struct facts *f, const struct likely *l)
{
	struct out	*o = out_add(rq->page, "pairs");

	out_fmt(o, "score", "%d %%", l->score);
	out_text(o, "why", like_words(rq->work->mem, l->why));
	side_show(f, l->row[0], out_node(o, "a"));
	side_show(f, l->row[1], out_node(o, "b"));
	out_fmt(o, "merge_href", "/contacts/%" PRId64 "/merge?with=%" PRId64,
	    db_int(f->rows, l->row[0], FACT_ID),
	    db_int(f->rows, l->row[1], FACT_ID));
}

static const char *
behind(struct work *w, const struct db_rows *pairs, size_t i)
{
	return arena_fmt(w->mem, "/duplicates?score=%" PRId64 "&a=%" PRId64
	    "&b=%" PRId64, db_int(pairs, i, P_SCORE), db_int(pairs, i, P_A),
	    db_int(pairs, i, P_B));
}

/* Show what of a slice is likely, until the page is full: where it goes on. */
static enum err
slice_show(struct request *rq, const struct db_rows *pairs, int *shown,
    const char **next)
{
	struct work	*w = rq->work;
	struct facts	 f;
	struct likely	 l;
	enum err	 e = pairs_facts(w, pairs, &f);

	*next = NULL;
	for (size_t i = 0; e == OK && i < pairs->n && *next == NULL; i++) {
		if (!pair_likely(w, &f, pairs, i, &l))
			continue;
		pair_show(rq, &f, &l);
		if (++*shown == SHOWN &&
		    (i + 1 < pairs->n || pairs->n == SLICE))
			*next = behind(w, pairs, i);
	}
	return e;
}

static enum err
pairs_show(struct request *rq)
{
	struct out	*pager = out_node(rq->page, "pager");
	struct place_of	 at = {
		in_int(rq, "score", 0, 100), in_int(rq, "a", 0, INT64_MAX),
		in_int(rq, "b", 0, INT64_MAX)
	};
	struct db_rows	*pairs;
	const char	*next = NULL;
	int		 shown = 0, slices = 0;
	enum err	 e;

	if (in_raw(rq, "score") == NULL || in_failed(rq))
		at.score = 101;
	do {
		e = pairs_read(rq->work, &at, &pairs);
		if (e == OK && pairs->n > 0)
			e = slice_show(rq, pairs, &shown, &next);
		if (e != OK || pairs->n < SLICE || next != NULL)
			break;
		at = (struct place_of){ db_int(pairs, SLICE - 1, P_SCORE),
		    db_int(pairs, SLICE - 1, P_A),
		    db_int(pairs, SLICE - 1, P_B) };
	} while (++slices < SLICES);
	if (e == OK && next != NULL) {
		out_text(pager, "next_href", next);
	} else if (e == OK && pairs->n == SLICE) {
		out_text(pager, "bound", t("Many pairs were looked through; "
		    "there are more."));
		out_text(pager, "go_on_href", behind(rq->work, pairs,
		    SLICE - 1));
	}
	return e;
}

/* ---- the scan */

static enum err
scan_show(struct request *rq)
{
	const struct field	 moment = { .type = F_TIME };
	struct work		*w = rq->work;
	struct out		*o = out_node(rq->page, "scan");
	struct job_run		 now = { .by = "page", .kind = "duplicates",
				    .name = "" };
	enum job_stand		 stand;
	const char		*failed;
	struct scan		 s;
	enum err		 e = scan_read(w, false, &s);
	bool			 asked = in_flag(rq, "scan");

	if (e != OK)
		return e;
	if (s.stage != 0 || asked) {
		now.until_us = page_clock_us() + LOOK_US;
		e = jobs_run(w, &now);
		if (e == OK)
			e = scan_read(w, false, &s);
		if (e == OK)
			e = job_look(w, "duplicates", "", &stand, &failed);
		if (e == OK)
			out_text(o, "failed", failed);
	}
	if (e != OK)
		return e;
	if (rights_have(w, "role.edit"))
		out_text(o, "may", "1");
	if (s.ended_at != 0) {
		const struct db_val	 v = DB_I(s.ended_at);

		out_text(o, "ended", field_show(w, &moment, NULL, &v));
	}
	if (s.stage != 0) {
		out_int(o, "percent", scan_percent(&s));
		out_fmt(o, "progress", "%d %%", scan_percent(&s));
	}
	return OK;
}

enum err
queue_show(struct request *rq)
{
	struct out	*crumb = out_add(rq->page, "crumbs");
	enum err	 e = scan_show(rq);

	if (e == OK)
		e = pairs_show(rq);
	if (e != OK)
		return e;
	out_text(rq->page, "title", t("Duplicates"));
	out_text(crumb, "label", t(contact_entity.label));
	out_text(crumb, "href", contact_entity.path);
	return reply_page(rq, "duplicates/queue.cst");
}

enum err
scan_ask(struct request *rq)
{
	struct work	*w = rq->work;
	enum err	 e = job_add(w, "duplicates", "", 0);

	if (e == OK)
		e = tick_wake(w);
	w->set.what = t("A scan for duplicates");
	if (e == OK)
		e = changelog_open(w);
	if (e != OK)
		return e;
	reply_note_final(rq, t("The scan begins in a moment."));
	return reply_see(rq, "/duplicates?scan=1");
}

/* ---- on the card */

enum err
duplicates_panel(struct request *rq, int64_t id, struct out *panel)
{
	struct work	*w = rq->work;
	struct db_rows	*pairs;
	struct facts	 f;
	struct likely	 l;
	int		 shown = 0;
	enum err	 e;

	out_text(panel, "title", t("Duplicates"));
	out_text(panel, "place", "right");
	out_fmt(panel, "add_href", "/contacts/%" PRId64 "/merge", id);
	out_text(panel, "add_label", t("Make one of this and another"));
	out_text(panel, "more_href", "/duplicates");
	out_text(panel, "more_label", t("All likely duplicates"));
	if (panel_number(rq) == 0)
		return OK;
	e = pairs_of(w, id, &pairs);
	if (e == OK && pairs->n > 0)
		e = pairs_facts(w, pairs, &f);
	for (size_t i = 0; e == OK && i < pairs->n && shown < PANEL; i++) {
		struct out	*o;
		size_t		 other;

		if (!pair_likely(w, &f, pairs, i, &l))
			continue;
		other = l.row[db_int(pairs, i, P_A) == id ? 1 : 0];
		o = out_add(panel, "links");
		out_text(o, "text", db_text(f.rows, other, FACT_NAME));
		out_text(o, "sub", like_words(w->mem, l.why));
		out_fmt(o, "href", "/contacts/%" PRId64 "/merge?with=%" PRId64,
		    id, db_int(f.rows, other, FACT_ID));
		shown++;
	}
	return e;
}
