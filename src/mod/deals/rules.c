/* rules.c: what must hold of a deal, and how it moves from stage to stage. */
#include <string.h>

#include "base/money.h"
#include "base/str.h"
#include "core/memo.h"
#include "core/query.h"
#include "core/site.h"
#include "mod/contacts/contacts.h"
#include "mod/deals/deals.h"
#include "mod/deals/rules.h"

/* ---- titles */

/* Whether the title of d shall be made, and from its contact's name. */
static bool
title_follows(const struct draft *d)
{
	if (draft_changed(d, "title") || draft_is_new(d))
		return draft_text(d, "title") == NULL;
	return draft_int(d, "title_made") != 0 &&
	    (draft_changed(d, "goods") || draft_changed(d, "contact_id"));
}

static bool
name_wanted(const struct draft *d)
{
	return !draft_skipped(d) && title_follows(d) &&
	    draft_text(d, "goods") == NULL && draft_int(d, "contact_id") != 0;
}

/* The contact's name, if this transaction has come across it. */
static const char *
name_known(const struct work *w, const struct draft *d)
{
	const struct known	*k = memo_known(w, &contact_entity,
				    draft_int(d, "contact_id"), VERB_SEE);

	return k != NULL ? k->title : NULL;
}

/* Name of the contact of each draft that is called after it. */
static enum err
names_load(struct work *w, struct draft *drafts, size_t n, const char **names)
{
	struct work	 all = *w;
	struct db_val	*ids = arena_alloc(w->mem, (n + 1) * sizeof(*ids));
	struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids }, WHERE_END
	};
	const char	*title[] = { contact_entity.title, NULL };
	struct query	 q = {
		.entity = &contact_entity, .cols = title, .where = where,
		.sort = "id"
	};
	struct db_rows	*rows;
	enum err	 e;

	all.actor.rights = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!name_wanted(draft_at(drafts, i)))
			continue;
		names[i] = name_known(w, draft_at(drafts, i));
		if (names[i] == NULL)
			ids[where[0].nvalues++] = (struct db_val)DB_I(
			    draft_int(draft_at(drafts, i), "contact_id"));
	}
	if (where[0].nvalues == 0)
		return OK;
	e = query_list(&all, &q, &rows);
	for (size_t i = 0; i < n && e == OK; i++)
		for (size_t r = 0; r < rows->n; r++)
			if (names[i] == NULL && db_int(rows, r, 0) ==
			    draft_int(draft_at(drafts, i), "contact_id"))
				names[i] = db_text(rows, r, 1);
	return e;
}

/* A deal without a title is called after what is sold, or to whom. */
static void
title_make(struct draft *d, const char *contact)
{
	const char	*goods = draft_text(d, "goods");

	if (draft_changed(d, "title") && draft_text(d, "title") != NULL)
		draft_set_int(d, "title_made", 0);
	if (!title_follows(d))
		return;
	draft_set_int(d, "title_made", 1);
	if (goods == NULL)
		goods = contact != NULL ? contact : t("Deal");
	draft_set_text(d, "title", goods);
}

/* ---- stages */

/*
 * The stage of a deal: the one it was given; else (an import that knows states
 * only, another pipeline) the first of that kind in the pipeline.
 */
static const struct stage *
stage_wanted(struct draft *d, const struct stages *all)
{
	int64_t		 pipeline = draft_int(d, "pipeline_id");
	const char	*state = draft_text(d, "state");
	bool		 given = draft_changed(d, "stage_id");

	if (given && draft_int(d, "stage_id") != 0)
		return stage_find(all, draft_int(d, "stage_id"));
	if (draft_is_new(d) || draft_changed(d, "state") ||
	    draft_changed(d, "pipeline_id"))
		return stage_first(all, pipeline,
		    state != NULL ? state : "open");
	return stage_find(all, draft_old_int(d, "stage_id"));
}

/* What a stage asks for, of deals that come into it by hand. */
static void
stage_needs(struct draft *d, const struct stage *s)
{
	if (s->need_amount && draft_int(d, "amount") == 0)
		draft_refuse(d, "amount", t("this stage needs an amount"));
	if (s->need_expected && draft_text(d, "expected_on") == NULL)
		draft_refuse(d, "expected_on",
		    t("this stage needs the date you expect to win it"));
	if (s->need_person && draft_int(d, "person_id") == 0)
		draft_refuse(d, "person_id",
		    t("this stage needs a contact person"));
	if (stage_is(s, "lost") && draft_int(d, "loss_reason_id") == 0)
		draft_refuse(d, "loss_reason_id",
		    t("say why the deal was lost"));
}

/* A deal comes into stage s: its clock starts, chance and state follow. */
static void
stage_enter(struct work *w, struct draft *d, const struct stage *s)
{
	int64_t	 due = stage_due(s, w->now_s);

	draft_set_int(d, "stage_since", w->now_s);
	draft_set_null(d, "paused_since");
	draft_set_null(d, "pause_why");
	draft_set_int(d, "paused_minutes", 0);
	draft_set_null(d, "stage_due");
	if (due != 0)
		draft_set_int(d, "stage_due", due);
	if (!draft_changed(d, "chance"))
		draft_set_int(d, "chance", s->chance);
	if (stage_is(s, "open")) {
		draft_set_null(d, "closed_at");
	} else if (!draft_changed(d, "closed_at")) {
		draft_set_int(d, "closed_at", w->now_s);
	}
	if (!stage_is(s, "lost")) {
		draft_set_null(d, "loss_reason_id");
		draft_set_null(d, "lost_to");
		draft_set_null(d, "loss_note");
	}
}

static void
stage_settle(struct work *w, struct draft *d, const struct stages *all)
{
	const struct stage	*s = stage_wanted(d, all);
	bool			 moved;

	if (s == NULL || (s->gone && s->id != draft_old_int(d, "stage_id"))) {
		draft_refuse(d, "stage_id", t("there is no such stage"));
		return;
	}
	moved = draft_is_new(d) || s->id != draft_old_int(d, "stage_id");
	draft_set_int(d, "stage_id", s->id);
	draft_set_int(d, "pipeline_id", s->pipeline_id);
	draft_set_text(d, "state", s->kind);
	if (!moved)
		return;
	stage_enter(w, d, s);
	if (w->actor.channel != BY_IMPORT && !draft_is_new(d))
		stage_needs(d, s);
}

/* Whether anything that the stage follows from changes. */
static bool
stage_asked(const struct draft *d)
{
	return draft_is_new(d) || draft_changed(d, "stage_id") ||
	    draft_changed(d, "pipeline_id") || draft_changed(d, "state");
}

/* ---- the whole of a deal */

static void
deal_settle(struct work *w, struct draft *d, const struct stages *all,
    const char *contact)
{
	if (draft_text(d, "currency") == NULL)
		draft_set_text(d, "currency", w->site->currency);
	if (!currency_valid(draft_text(d, "currency")))
		draft_refuse(d, "currency", t("there is no such currency; "
		    "write its code, such as UAH or EUR"));
	if (draft_int(d, "chance") > 100)
		draft_refuse(d, "chance", t("must be from 0 to 100"));
	if (stage_asked(d))
		stage_settle(w, d, all);
	title_make(d, contact);
}

enum err
deal_check(struct work *w, struct draft *drafts, size_t n)
{
	struct stages	 all = { 0 };
	const char	**names = arena_alloc(w->mem, n * sizeof(*names));
	bool		 moves = false;
	enum err	 e;

	if (w->actor.channel == BY_UNDO)	/* values come from the log */
		return OK;
	for (size_t i = 0; i < n; i++)
		moves = moves || stage_asked(draft_at(drafts, i));
	e = moves ? stages_load(w, &all) : OK;
	if (e == OK)
		e = names_load(w, drafts, n, names);
	for (size_t i = 0; i < n && e == OK; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (!draft_skipped(d))
			deal_settle(w, d, &all, names[i]);
	}
	return e;
}

enum err
deal_save_derived(struct work *w, const struct entity *e, struct record *rows,
    size_t n)
{
	const struct rights	*rights = w->actor.rights;
	enum err		 err;

	w->actor.rights = NULL;
	err = record_save_many(w, e, rows, n);
	w->actor.rights = rights;
	return err;
}

/* ---- moves */

/* The stage a deal shall go to, if it is one of the deal's pipeline. */
static enum err
stage_allowed(struct work *w, int64_t id, int64_t stage_id)
{
	const struct stage	*s;
	struct stages		 all;
	struct draft		*deal;
	enum err		 e = record_hold(w, &deal_entity, &id, 1,
				    &deal);

	if (e == OK)
		e = draft_skipped(deal) || draft_old_int(deal,
		    "deleted_at") != 0 ? ERR_NOTFOUND : stages_load(w, &all);
	if (e != OK)
		return e;
	s = stage_find(&all, stage_id);
	if (s == NULL || s->gone || s->pipeline_id !=
	    draft_old_int(deal, "pipeline_id"))
		return work_refuse(w, 0, "stage",
		    t("choose a stage of this pipeline"));
	return OK;
}

enum err
deal_set_stage(struct work *w, int64_t id, int64_t rev,
    const struct deal_move *to)
{
	struct change	 c[5] = { SET_REF("stage_id", to->stage_id) };
	size_t		 n = 1;
	enum err	 e = stage_allowed(w, id, to->stage_id);

	if (e != OK)
		return e;
	if (to->loss_reason_id != 0)
		c[n++] = (struct change)SET_REF("loss_reason_id",
		    to->loss_reason_id);
	if (to->lost_to != NULL)
		c[n++] = (struct change)SET_TEXT("lost_to", to->lost_to);
	if (to->loss_note != NULL)
		c[n++] = (struct change){ "loss_note", F_LONG,
		    DB_S(to->loss_note) };
	return record_save(w, &deal_entity, id, rev, c);
}

/* Clock of a deal: 1 since, 2 due, 3 paused since, 4 paused, 5 state. */
static enum err
clock_read(struct work *w, int64_t id, struct db_rows **rows)
{
	static const char *const cols[] = {
		"stage_since", "stage_due", "paused_since", "paused_minutes",
		"state", NULL
	};

	return query_get(w, &deal_entity, id, cols, rows);
}

enum err
deal_pause(struct work *w, int64_t id, int64_t rev, const char *why)
{
	const struct change	 c[] = {
		SET_TIME("paused_since", w->now_s),
		SET_TEXT("pause_why", why), { 0 }
	};
	struct db_rows		*r;
	enum err		 e = clock_read(w, id, &r);

	if (e != OK)
		return e;
	if (!str_eq(db_text(r, 0, 5), "open"))
		return work_refuse(w, 0, NULL,
		    t("only an open deal can be paused"));
	if (db_int(r, 0, 3) != 0)
		return work_refuse(w, 0, NULL,
		    t("the deal is paused already"));
	return record_save(w, &deal_entity, id, rev, c);
}

enum err
deal_resume(struct work *w, int64_t id, int64_t rev)
{
	struct db_rows	*r;
	struct change	 c[5] = {
		SET_NULL("paused_since", F_TIME), SET_NULL("pause_why", F_TEXT)
	};
	int64_t		 pause;
	enum err	 e = clock_read(w, id, &r);

	if (e != OK)
		return e;
	if (db_int(r, 0, 3) == 0)
		return OK;
	pause = w->now_s - db_int(r, 0, 3);
	c[2] = (struct change)SET_INT("paused_minutes",
	    db_int(r, 0, 4) + pause / 60);
	if (db_int(r, 0, 2) != 0)
		c[3] = (struct change)SET_TIME("stage_due",
		    db_int(r, 0, 2) + pause);
	return record_save(w, &deal_entity, id, rev, c);
}
