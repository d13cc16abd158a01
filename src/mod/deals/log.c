/* log.c: steps of deals from stage to stage. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "mod/deals/deals.h"
#include "mod/deals/rules.h"

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

/* The step of the only deal of a save. */
static enum err
step_write(struct work *w, const struct draft *d, const struct db_val *user)
{
	struct db_val	 from = DB_N, minutes = DB_N;

	if (!draft_is_new(d)) {
		from = (struct db_val)DB_I(draft_old_int(d, "stage_id"));
		minutes = (struct db_val)DB_I(minutes_stayed(w, d));
	}
	return db_exec(w->db, "INSERT INTO stage_log (deal_id, from_stage, "
	    "to_stage, minutes, at, user_id) VALUES (?, ?, ?, ?, ?, ?)",
	    DB_ARGS(DB_I(draft_id(d)), from, DB_I(draft_int(d, "stage_id")),
	    minutes, DB_I(w->now_s), *user));
}

static enum err
steps_write(struct work *w, const char *json, const struct db_val *user)
{
	return db_exec(w->db, "INSERT INTO stage_log (deal_id, from_stage, "
	    "to_stage, minutes, at, user_id) SELECT j.d, j.f, j.t, j.m, ?, ? "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (d BIGINT PATH '$.d', "
	    "f BIGINT PATH '$.f', t BIGINT PATH '$.t', "
	    "m BIGINT PATH '$.m')) j",
	    DB_ARGS(DB_I(w->now_s), *user, DB_S(json)));
}

enum err
deal_steps_write(struct work *w, const struct event *ev, int64_t *first)
{
	const struct db_val	 user = w->actor.user_id == 0 ?
				    (struct db_val)DB_N :
				    (struct db_val)DB_I(w->actor.user_id);
	struct str		 json;
	enum err		 e;

	*first = INT64_MAX;
	str_init(&json, w->mem);
	str_add(&json, "[");
	for (size_t i = 0; i < ev->n; i++)
		if (!draft_skipped(draft_at(ev->drafts, i)))
			step_add(w, draft_at(ev->drafts, i), &json);
	if (json.n == 1)
		return OK;
	str_add(&json, "]");
	e = ev->n == 1 ? step_write(w, draft_at(ev->drafts, 0), &user) :
	    steps_write(w, json.s, &user);
	if (e == OK)
		*first = db_id(w->db);
	return e;
}
