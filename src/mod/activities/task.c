/* task.c: what the pages of an activity show and take besides its fields. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "core/crud.h"
#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/view.h"
#include "mod/activities/activities.h"
#include "mod/activities/parts.h"
#include "mod/activities/repeat.h"

/* ---- the form */

/* One box for each day of the week. */
enum err
activity_form(struct request *rq, int64_t id, struct out *page)
{
	static const char *const	 names[] = {
		N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"),
		N_("Friday"), N_("Saturday"), N_("Sunday")
	};
	struct out	*f = crud_field(page, "repeat_days");
	unsigned int	 days;

	(void)id;
	if (f == NULL)
		return OK;
	days = repeat_days_read(out_get(f, "value"));
	out_text(f, "type", "multi");
	out_text(f, "in_row", "1");
	out_text(f, "hint", t("For weekly ones; none: the day it is due"));
	for (int i = 1; i <= 7; i++) {
		const char	*value = arena_fmt(rq->work->mem, "%d", i);

		crud_option(f, value, t(names[i - 1]), days & 1u << i ? value :
		    NULL);
	}
	return OK;
}

/* The boxes ticked, as the one value that the field is. */
static void
days_join(struct request *rq)
{
	const char *const	*all = in_all(rq, "repeat_days");
	struct param		*p;
	struct str		 s;

	if (in_raw(rq, "repeat_by") == NULL)
		return;
	str_init(&s, rq->work->mem);
	for (; *all != NULL; all++)
		str_fmt(&s, "%s%s", s.n > 0 ? " " : "", *all);
	p = arena_alloc(rq->work->mem, sizeof(*p));
	p->name = "repeat_days";
	p->value = s.s != NULL ? s.s : "";
	p->next = rq->params;
	rq->params = p;
}

enum err
activity_make(struct request *rq)
{
	days_join(rq);
	return crud_create(rq);
}

enum err
activity_edit(struct request *rq)
{
	days_join(rq);
	return crud_save(rq);
}

/* ---- the list */

enum { M_STATE, M_DUE };

void
activity_row(struct work *w, const struct crud_row *row)
{
	struct crud_cell	*due = crud_row_cell(row, "due_at");
	struct crud_cell	*state = crud_row_cell(row, "state");

	if (row->more[M_DUE].type == DB_NULL ||
	    row->more[M_DUE].i >= w->now_s || row->more[M_STATE].s == NULL ||
	    strcmp(row->more[M_STATE].s, "planned") != 0)
		return;
	if (state != NULL) {
		state->text = t("overdue");
		state->state = "late";
	} else if (due != NULL)
		due->state = "late";
}

/* A list worth a click. */
static void
tab_add(struct out *page, const char *label, const char *query)
{
	const char	*now = out_get(page, "save_view.keep.0.value");
	struct out	*v = out_add(page, "views");

	out_text(v, "label", label);
	out_fmt(v, "href", "/activities%s%s", *query != '\0' ? "?" : "",
	    query);
	if (strcmp(now != NULL ? now : "", query) == 0)
		out_int(v, "current", 1);
}

enum err
activity_tabs(struct request *rq, struct out *page)
{
	(void)rq;
	if (out_get(page, "views.0.label") == NULL)
		tab_add(page, t("All"), "");
	tab_add(page, t("To do"), "state=planned&owner_id=me&sort=due_at");
	tab_add(page, t("Overdue"),
	    "state=planned&owner_id=me&due_at.to=now&sort=due_at");
	tab_add(page, t("Today"),
	    "state=planned&owner_id=me&due_at.in=today&sort=due_at");
	tab_add(page, t("Next 7 days"),
	    "state=planned&owner_id=me&due_at.in=next-7-days&sort=due_at");
	tab_add(page, t("Asked of others"),
	    "state=planned&asked_by_id=me&sort=due_at");
	return OK;
}

/* ---- the card */

/* The fact of a field among those of the card; NULL if it is not told. */
static struct out *
fact_find(struct request *rq, const char *name)
{
	struct arena	*mem = rq->work->mem;

	for (int p = 0;; p++) {
		const char	*panel = arena_fmt(mem, "panels.%d", p);

		if (out_get(rq->page, arena_fmt(mem, "%s.title", panel)) ==
		    NULL)
			return NULL;
		for (int f = 0;; f++) {
			const char	*at = arena_fmt(mem, "%s.facts.%d.name",
					    panel, f);
			const char	*is = out_get(rq->page, at);

			if (is == NULL)
				break;
			if (strcmp(is, name) == 0)
				return out_node(out_node(out_node(out_node(
				    rq->page, "panels"), arena_fmt(mem, "%d",
				    p)), "facts"), arena_fmt(mem, "%d", f));
		}
	}
}

static int64_t
loaded_int(const struct request *rq, const char *field)
{
	const struct db_val	*v = crud_loaded(rq, field);

	return v == NULL || v->type != DB_INT ? 0 : v->i;
}

static const char *
loaded_text(const struct request *rq, const char *field)
{
	const struct db_val	*v = crud_loaded(rq, field);

	return v == NULL || v->type != DB_TEXT ? NULL : v->s;
}

/* Weekdays are told by name, all of it in one sentence. */
static void
repeat_show(struct request *rq)
{
	struct out	*f = fact_find(rq, "repeat_by");

	if (f != NULL)
		out_text(f, "text", repeat_words(rq->work, loaded_text(rq,
		    "repeat_by"), loaded_int(rq, "repeat_every"),
		    loaded_text(rq, "repeat_days")));
}

/* Giving back what another asked for. */
static void
back_show(struct request *rq, int64_t id)
{
	struct out	*p = out_add(rq->page, "panels"), *form, *f;

	out_text(p, "title", t("Asked of you"));
	out_text(p, "text", t("If you cannot do it, give it back with a "
	    "word: it then is theirs again."));
	form = out_node(p, "form");
	out_fmt(form, "action", "/activities/%" PRId64 "/back", id);
	out_text(form, "title", t("Give back"));
	out_text(form, "submit", t("Give back"));
	f = out_add(p, "fields");
	out_text(f, "name", "word");
	out_text(f, "label", t("Why"));
	out_text(f, "type", "text");
	out_text(f, "width", "12");
	out_text(f, "required", "1");
	out_text(f, "max", "500");
}

/* The bar with what can be done with it now. */
static void
bar_show(struct request *rq, int64_t id)
{
	struct work		*w = rq->work;
	struct out		*n = out_node(rq->page, "next");
	int64_t			 due = loaded_int(rq, "due_at");
	bool			 late = due != 0 && due < w->now_s;

	out_text(n, "kind", late ? "late" : "info");
	out_text(n, "when", late ? t("overdue") : NULL);
	out_text(n, "what", due == 0 ? t("To be done") :
	    arena_fmt(w->mem, t("To be done by %s"),
	    activity_moment(w, due)));
	if (!rights_have(w, "activity.edit"))
		return;
	out_fmt(n, "done_href", "/activities/%" PRId64 "/done", id);
	out_fmt(n, "move_href", "/activities/%" PRId64 "/edit", id);
}

enum err
activity_card(struct request *rq, int64_t id, struct out *page)
{
	const char	*state = loaded_text(rq, "state");
	int64_t		 by = loaded_int(rq, "asked_by_id");

	(void)page;
	repeat_show(rq);
	if (state == NULL || strcmp(state, "planned") != 0)
		return OK;
	bar_show(rq, id);
	if (by != 0 && loaded_int(rq, "owner_id") == rq->work->actor.user_id)
		back_show(rq, id);
	return OK;
}

/* ---- given back */

#define BODY_MAX	20000

enum { B_OWNER = 1, B_BY, B_STATE, B_BODY };

/* The word stands first in the text, with who said it and when. */
static const char *
body_with(struct work *w, const char *word, const char *body)
{
	return utf8_truncate(w->mem, arena_fmt(w->mem, "%s, %s: %s\n\n%s",
	    w->actor.name, activity_moment(w, w->now_s), word,
	    body != NULL ? body : ""), BODY_MAX);
}

enum err
back_take(struct request *rq)
{
	static const char *const cols[] = {
		"owner_id", "asked_by_id", "state", "body", NULL
	};
	struct work		*w = rq->work;
	struct actor		 self = w->actor;
	const char		*word = in_text(rq, "word", 500);
	struct db_rows		*r;
	enum err		 e;

	e = query_get(w, &activity_entity, rq->id, cols, &r);
	if (e != OK)
		return e;
	if (db_int(r, 0, B_OWNER) != self.user_id || db_int(r, 0, B_BY) == 0 ||
	    strcmp(db_text(r, 0, B_STATE), "planned") != 0)
		return ERR_NOTFOUND;
	if (word == NULL || *word == '\0')
		work_refuse(w, 0, "word", t("must be filled in"));
	if (in_failed(rq))
		return ERR_INVALID;
	{
		const struct change	 c[] = {
			SET_REF("owner_id", db_int(r, 0, B_BY)),
			SET_TEXT("body", body_with(w, word,
			    db_text(r, 0, B_BODY))), { 0 }
		};

		w->actor.rights = NULL;	/* back to where it came from */
		e = record_save(w, &activity_entity, rq->id, rq->rev, c);
		w->actor = self;
	}
	if (e != OK)
		return e;
	reply_note(rq, t("Given back."));
	return reply_see(rq, "/activities?state=planned&owner_id=me");
}
