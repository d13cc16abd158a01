/* log.c: steps of deals from stage to stage, and how many stand where. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "core/query.h"
#include "mod/deals/deals.h"
#include "mod/deals/rules.h"

#define FOLD_EVERY	256	/* deltas that lie before they are added up */

/* ---- steps */

/* Working minutes the deal spent in the stage it leaves, without pauses. */
static int64_t
minutes_stayed(const struct work *w, const struct draft *d)
{
	int64_t	 s = w->now_s - draft_old_int(d, "stage_since");
	int64_t	 paused = draft_old_int(d, "paused_since");

	if (paused != 0)
		s -= w->now_s - paused;
	s -= draft_old_int(d, "paused_minutes") * 60;
	return s < 0 ? 0 : s / 60;
}

static void
step_add(struct work *w, const struct draft *d, struct str *json)
{
	if (!draft_is_new(d) && !draft_changed(d, "stage_id"))
		return;
	str_fmt(json, "%s{\"d\":%" PRId64 ",\"t\":%" PRId64,
	    json->n == 1 ? "" : ",", draft_id(d), draft_int(d, "stage_id"));
	if (!draft_is_new(d))
		str_fmt(json, ",\"f\":%" PRId64 ",\"m\":%" PRId64,
		    draft_old_int(d, "stage_id"), minutes_stayed(w, d));
	str_add(json, "}");
}

static enum err
steps_write(struct work *w, const struct event *ev)
{
	const struct db_val	 user = w->actor.user_id == 0 ?
				    (struct db_val)DB_N :
				    (struct db_val)DB_I(w->actor.user_id);
	struct str		 json;

	str_init(&json, w->mem);
	str_add(&json, "[");
	for (size_t i = 0; i < ev->n; i++)
		if (!draft_skipped(draft_at(ev->drafts, i)))
			step_add(w, draft_at(ev->drafts, i), &json);
	if (json.n == 1)
		return OK;
	str_add(&json, "]");
	return db_exec(w->db, "INSERT INTO stage_log (deal_id, from_stage, "
	    "to_stage, minutes, at, user_id) SELECT j.d, j.f, j.t, j.m, ?, ? "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (d BIGINT PATH '$.d', "
	    "f BIGINT PATH '$.f', t BIGINT PATH '$.t', "
	    "m BIGINT PATH '$.m')) j",
	    DB_ARGS(DB_I(w->now_s), user, DB_S(json.s)));
}

/* ---- counts */

/* Where a deal is counted, as it was or as it is. */
struct place_of {
	int64_t		 pipeline, stage, owner, team, amount;
	const char	*currency;
	bool		 counted;
};

static struct place_of
place_was(const struct draft *d)
{
	return (struct place_of){ draft_old_int(d, "pipeline_id"),
	    draft_old_int(d, "stage_id"), draft_old_int(d, "owner_id"),
	    draft_old_int(d, "team_id"), draft_old_int(d, "amount"),
	    draft_old_text(d, "currency"), !draft_is_new(d) &&
	    draft_old_int(d, "deleted_at") == 0 };
}

static struct place_of
place_is(const struct draft *d)
{
	return (struct place_of){ draft_int(d, "pipeline_id"),
	    draft_int(d, "stage_id"), draft_int(d, "owner_id"),
	    draft_int(d, "team_id"), draft_int(d, "amount"),
	    draft_text(d, "currency"), draft_int(d, "deleted_at") == 0 };
}

static bool
place_same(const struct place_of *a, const struct place_of *b)
{
	return a->counted == b->counted && a->pipeline == b->pipeline &&
	    a->stage == b->stage && a->owner == b->owner &&
	    a->team == b->team && a->amount == b->amount &&
	    str_eq(a->currency, b->currency);
}

static void
delta_add(const struct place_of *p, int sign, struct str *json)
{
	if (!p->counted)
		return;
	str_fmt(json, "%s{\"p\":%" PRId64 ",\"s\":%" PRId64 ",\"o\":%" PRId64
	    ",\"t\":%" PRId64 ",\"c\":\"%s\",\"n\":%d,\"a\":%" PRId64 "}",
	    json->n == 1 ? "" : ",", p->pipeline, p->stage, p->owner, p->team,
	    p->currency, sign, sign * p->amount);
}

/* Add up deltas that have lain a while; what is younger stays. */
static enum err
deltas_fold(struct work *w, int64_t last)
{
	enum err	 e;

	e = db_exec(w->db, "INSERT INTO deal_count (pipeline_id, stage_id, "
	    "owner_id, team_id, currency, deals, amount) "
	    "SELECT d.pipeline_id, d.stage_id, d.owner_id, d.team_id, "
	    "d.currency, d.n, d.a FROM (SELECT pipeline_id, stage_id, "
	    "owner_id, team_id, currency, SUM(deals) AS n, SUM(amount) AS a "
	    "FROM deal_count_delta WHERE id <= ? GROUP BY pipeline_id, "
	    "stage_id, owner_id, team_id, currency FOR UPDATE) d "
	    "ON DUPLICATE KEY UPDATE deal_count.deals = deal_count.deals + "
	    "d.n, deal_count.amount = deal_count.amount + d.a",
	    DB_ARGS(DB_I(last)));
	if (e != OK)
		return e;
	return db_exec(w->db, "DELETE FROM deal_count_delta WHERE id <= ?",
	    DB_ARGS(DB_I(last)));
}

static enum err
deltas_write(struct work *w, const struct event *ev)
{
	struct str	 json;
	int64_t		 first, made;
	enum err	 e;

	str_init(&json, w->mem);
	str_add(&json, "[");
	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);
		struct place_of		 was = place_was(d), is = place_is(d);

		if (draft_skipped(d) || place_same(&was, &is))
			continue;
		delta_add(&was, -1, &json);
		delta_add(&is, 1, &json);
	}
	if (json.n == 1)
		return OK;
	str_add(&json, "]");
	e = db_exec(w->db, "INSERT INTO deal_count_delta (pipeline_id, "
	    "stage_id, owner_id, team_id, currency, deals, amount) "
	    "SELECT j.p, j.s, j.o, j.t, j.c, SUM(j.n), SUM(j.a) "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (p BIGINT PATH '$.p', "
	    "s BIGINT PATH '$.s', o BIGINT PATH '$.o', t BIGINT PATH '$.t', "
	    "c CHAR(3) PATH '$.c', n BIGINT PATH '$.n', "
	    "a BIGINT PATH '$.a')) j GROUP BY j.p, j.s, j.o, j.t, j.c",
	    DB_ARGS(DB_S(json.s)));
	if (e != OK)
		return e;
	first = db_id(w->db);
	made = db_changed(w->db);
	if (first / FOLD_EVERY == (first + made) / FOLD_EVERY ||
	    first <= FOLD_EVERY)
		return OK;
	return deltas_fold(w, first - FOLD_EVERY);
}

enum err
deal_written(struct work *w, const struct event *ev)
{
	enum err	 e = steps_write(w, ev);

	return e != OK ? e : deltas_write(w, ev);
}

enum err
deal_counts(struct work *w, int64_t pipeline_id, struct deal_count **list,
    size_t *n)
{
	struct db_rows		*r;
	struct deal_count	*c;
	size_t			 k = 0;
	enum err		 e;

	e = db_query(w->db, w->mem, &r, "SELECT stage_id, owner_id, team_id, "
	    "currency, SUM(deals), SUM(amount) FROM ("
	    "SELECT stage_id, owner_id, team_id, currency, deals, amount "
	    "FROM deal_count WHERE pipeline_id = ? OR ? = 0 UNION ALL "
	    "SELECT stage_id, owner_id, team_id, currency, deals, amount "
	    "FROM deal_count_delta WHERE pipeline_id = ? OR ? = 0) b "
	    "GROUP BY stage_id, owner_id, team_id, currency LIMIT 20000",
	    DB_ARGS(DB_I(pipeline_id), DB_I(pipeline_id), DB_I(pipeline_id),
	    DB_I(pipeline_id)));
	if (e != OK)
		return e;
	c = arena_alloc(w->mem, (r->n + 1) * sizeof(*c));
	for (size_t i = 0; i < r->n; i++) {
		c[k] = (struct deal_count){ db_int(r, i, 0), db_int(r, i, 1),
		    db_int(r, i, 2), db_text(r, i, 3), db_int(r, i, 4),
		    db_int(r, i, 5) };
		if (c[k].deals != 0 && rights_reach(w, &deal_entity, VERB_SEE,
		    c[k].owner_id, c[k].team_id))
			k++;
	}
	*list = c;
	*n = k;
	return OK;
}

enum err
deal_recount(struct work *w)
{
	enum err	 e;

	e = db_exec(w->db, "DELETE FROM deal_count_delta WHERE id > 0",
	    DB_NOARGS);
	if (e == OK)
		e = db_exec(w->db, "DELETE FROM deal_count "
		    "WHERE pipeline_id > 0", DB_NOARGS);
	if (e != OK)
		return e;
	return db_exec(w->db, "INSERT INTO deal_count (pipeline_id, stage_id, "
	    "owner_id, team_id, currency, deals, amount) "
	    "SELECT pipeline_id, stage_id, COALESCE(owner_id, 0), "
	    "COALESCE(team_id, 0), currency, COUNT(*), "
	    "COALESCE(SUM(amount), 0) FROM deal WHERE deleted_at IS NULL "
	    "GROUP BY pipeline_id, stage_id, COALESCE(owner_id, 0), "
	    "COALESCE(team_id, 0), currency", DB_NOARGS);
}

enum err
deal_counts_look(struct work *w, bool repair, int64_t *wrong)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT COUNT(*) FROM ("
	    "SELECT pipeline_id FROM ("
	    "SELECT pipeline_id, stage_id, owner_id, team_id, currency, "
	    "deals AS n, amount AS a FROM deal_count UNION ALL "
	    "SELECT pipeline_id, stage_id, owner_id, team_id, currency, "
	    "deals, amount FROM deal_count_delta UNION ALL "
	    "SELECT pipeline_id, stage_id, COALESCE(owner_id, 0), "
	    "COALESCE(team_id, 0), currency, -1, -COALESCE(amount, 0) "
	    "FROM deal WHERE deleted_at IS NULL) x "
	    "GROUP BY pipeline_id, stage_id, owner_id, team_id, currency "
	    "HAVING SUM(n) <> 0 OR SUM(a) <> 0) y", DB_NOARGS);
	if (e != OK)
		return e;
	*wrong = db_int(rows, 0, 0);
	if (!repair || *wrong == 0)
		return OK;
	*wrong = 0;
	return deal_recount(w);
}
