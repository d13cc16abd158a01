/* rules.c: what follows from an activity, and who sees it. */
#include <string.h>

#include "base/utf8.h"
#include "core/query.h"
#include "core/record.h"
#include "mod/activities/activities.h"
#include "mod/activities/parts.h"
#include "mod/activities/repeat.h"
#include "mod/contacts/contacts.h"

/* What an activity may hang on, the first that is there carries the rights. */
static const struct {
	const char	*field, *entity;
} anchors[] = {
	{ "deal_id", "deal" }, { "contact_id", "contact" },
	{ "invoice_id", "invoice" }
};

#define ANCHORS	(sizeof(anchors) / sizeof(*anchors))

/* ---- by themselves */

/* The first line of the body, cut. */
static const char *
title_of(struct work *w, const char *body)
{
	const char	*end = strpbrk(body, "\r\n");

	return utf8_truncate(w->mem, end == NULL ? body :
	    arena_fmt(w->mem, "%.*s", (int)(end - body), body), 120);
}

static bool
is_logged_at_once(const char *kind)
{
	return strcmp(kind, "task") != 0;
}

/* A note is done when it is written; so is a call without a due time. */
static void
state_complete(struct work *w, struct draft *d)
{
	const char	*kind;

	if (draft_text(d, "kind") == NULL)
		draft_set_text(d, "kind", "task");
	kind = draft_text(d, "kind");
	if (draft_text(d, "state") == NULL)
		draft_set_text(d, "state", strcmp(kind, "note") == 0 ||
		    (is_logged_at_once(kind) && draft_int(d, "due_at") == 0) ||
		    draft_int(d, "done_at") != 0 ? "done" : "planned");
	if (strcmp(draft_text(d, "state"), "planned") == 0)
		draft_set_null(d, "done_at");
	else if (draft_int(d, "done_at") == 0)
		draft_set_int(d, "done_at", w->now_s);
	if (draft_text(d, "priority") == NULL)
		draft_set_text(d, "priority", "normal");
	draft_set_int(d, "at", draft_int(d, "done_at") != 0 ?
	    draft_int(d, "done_at") : draft_int(d, "due_at") != 0 ?
	    draft_int(d, "due_at") : draft_is_new(d) ? w->now_s :
	    draft_int(d, "at"));
}

static void
text_complete(struct work *w, struct draft *d)
{
	if (draft_text(d, "title") == NULL && draft_text(d, "body") != NULL)
		draft_set_text(d, "title", title_of(w, draft_text(d, "body")));
	if (draft_text(d, "title") == NULL)
		draft_refuse(d, "title", t("must be filled in"));
}

/*
 * Who asked whom: whoever hands over what is to be done.  What comes back to
 * him, or is taken over, is asked of nobody any more.
 */
static void
asked_complete(struct work *w, struct draft *d)
{
	int64_t	 me = w->actor.user_id, owner = draft_int(d, "owner_id");
	int64_t	 by = draft_int(d, "asked_by_id");

	if (me == 0 || w->actor.channel == BY_IMPORT ||
	    w->actor.channel == BY_UNDO ||
	    (draft_is_new(d) && draft_int(d, "repeat_of_id") != 0) ||
	    strcmp(draft_text(d, "state"), "planned") != 0 ||
	    (!draft_is_new(d) && !draft_changed(d, "owner_id")))
		return;
	if (owner == by || (owner == me && by != 0))
		draft_set_int(d, "asked_by_id", 0);
	else if (owner != me && owner != 0)
		draft_set_int(d, "asked_by_id", me);
}

/* ---- who sees it */

/* Owner and team of the records that the drafts hang on, by one reference. */
static enum err
anchors_of(struct work *w, size_t a, struct draft *drafts, size_t n,
    struct db_rows **rows)
{
	const struct entity	*e = entity_find(anchors[a].entity);
	const char		*cols[] = {
		"owner_id", "team_id", a == 1 ? NULL : "contact_id", NULL
	};
	struct db_val		*ids = arena_alloc(w->mem, n * sizeof(*ids));
	struct filter		 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids }, WHERE_END
	};
	const struct query	 q = {
		.entity = e, .cols = cols, .where = where, .sort = "id"
	};
	struct work		 all = *w;

	for (size_t i = 0; i < n; i++) {
		int64_t	 id = draft_int(draft_at(drafts, i),
			    anchors[a].field);

		if (id == 0)
			continue;
		ids[where[0].nvalues].type = DB_INT;
		ids[where[0].nvalues++].i = id;
	}
	*rows = NULL;
	if (e == NULL || where[0].nvalues == 0)
		return OK;
	all.actor.rights = NULL;	/* whether it may be named: the gate's */
	return query_list(&all, &q, rows);
}

static void
see_set(struct draft *d, int64_t owner, int64_t team)
{
	draft_set_int(d, "see_owner_id", owner);
	draft_set_int(d, "see_team_id", team);
}

/* Take owner and team from the anchor's row, and the deal's contact. */
static bool
see_take(struct draft *d, size_t a, const struct db_rows *rows)
{
	int64_t	 id = draft_int(d, anchors[a].field);

	for (size_t r = 0; rows != NULL && id != 0 && r < rows->n; r++) {
		if (db_int(rows, r, 0) != id)
			continue;
		see_set(d, db_int(rows, r, 1), db_int(rows, r, 2));
		if (a != 1 && draft_int(d, "contact_id") == 0)
			draft_set_int(d, "contact_id", db_int(rows, r, 3));
		return true;
	}
	return false;
}

enum err
activity_check(struct work *w, struct draft *drafts, size_t n)
{
	struct db_rows	*rows[ANCHORS];
	enum err	 e = OK;

	for (size_t a = 0; a < ANCHORS && e == OK; a++)
		e = anchors_of(w, a, drafts, n, &rows[a]);
	for (size_t i = 0; e == OK && i < n; i++) {
		struct draft	*d = draft_at(drafts, i);
		bool		 found = false;

		if (draft_skipped(d))
			continue;
		text_complete(w, d);
		state_complete(w, d);
		asked_complete(w, d);
		repeat_check(w, d);
		for (size_t a = 0; a < ANCHORS && !found; a++)
			found = see_take(d, a, rows[a]);
		if (!found)
			see_set(d, draft_int(d, "asked_by_id") != 0 ?
			    draft_int(d, "asked_by_id") :
			    draft_int(d, "owner_id"), draft_int(d, "team_id"));
	}
	return e;
}

/* ---- what follows */

/* Kinds by which a client was spoken to. */
static bool
is_touch(const char *kind)
{
	return strcmp(kind, "task") != 0 && strcmp(kind, "note") != 0;
}

enum err
activity_saved(struct work *w, const struct event *ev)
{
	struct touch	*list = arena_alloc(w->mem, ev->n * sizeof(*list));
	size_t		 n = 0;
	enum err	 e;

	for (size_t i = 0; i < ev->n; i++) {
		struct draft	*d = draft_at(ev->drafts, i);

		if (draft_skipped(d) || draft_int(d, "contact_id") == 0 ||
		    !draft_changed(d, "done_at") ||
		    draft_int(d, "done_at") == 0 ||
		    strcmp(draft_text(d, "state"), "done") != 0 ||
		    !is_touch(draft_text(d, "kind")))
			continue;
		list[n].contact_id = draft_int(d, "contact_id");
		list[n++].at_s = draft_int(d, "done_at");
	}
	e = contacts_touch(w, list, n);
	if (e == OK)
		e = repeat_follow(w, ev);
	return e == OK ? remind_plan(w, ev) : e;
}

/* Copy a new owner and team to what hangs on the record, 500 at a time. */
static enum err
see_copy(struct work *w, const char *field, const struct draft *d)
{
	const struct filter	 where[] = {
		WHERE_I(field, OP_EQ, draft_id(d)), WHERE_END
	};
	struct query		 q = {
		.entity = &activity_entity, .where = where, .sort = "id",
		.limit = 500
	};
	const struct change	 c[] = {
		SET_REF("see_owner_id", draft_int(d, "owner_id")),
		SET_REF("see_team_id", draft_int(d, "team_id")), { 0 }
	};
	struct db_rows		*rows;
	enum err		 e;

	do {
		struct record	*list;

		e = query_list(w, &q, &rows);
		if (e != OK || rows->n == 0)
			return e;
		list = arena_alloc(w->mem, rows->n * sizeof(*list));
		for (size_t i = 0; i < rows->n; i++) {
			list[i].id = db_int(rows, i, 0);
			list[i].changes = c;
		}
		e = record_save_many(w, &activity_entity, list, rows->n);
		q.after = true;
		q.after_id = db_int(rows, rows->n - 1, 0);
		q.after_value.type = DB_INT;
		q.after_value.i = q.after_id;
	} while (e == OK && rows->n == 500);
	return e;
}

enum err
anchor_saved(struct work *w, const struct event *ev)
{
	const struct rights	*rights = w->actor.rights;
	const char		*field = NULL;
	enum err		 e = OK;

	for (size_t a = 0; a < ANCHORS; a++)
		if (strcmp(anchors[a].entity, ev->entity->name) == 0)
			field = anchors[a].field;
	w->actor.rights = NULL;		/* copies follow whoever hands over */
	for (size_t i = 0; i < ev->n && e == OK; i++) {
		struct draft	*d = draft_at(ev->drafts, i);

		if (draft_skipped(d) || draft_is_new(d) ||
		    (!draft_changed(d, "owner_id") &&
		    !draft_changed(d, "team_id")))
			continue;
		e = see_copy(w, field, d);
	}
	w->actor.rights = rights;
	return e;
}
