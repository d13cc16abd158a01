/* actions.c: writing down, finishing and postponing from a card or a list. */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/zone.h"
#include "core/field.h"
#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/reply.h"
#include "mod/activities/activities.h"
#include "mod/activities/parts.h"

#define DAY_ENDS	18	/* hour by which a task of a day is due */

/* The moment by which something due on a day is to be done; 0 for no day. */
static int64_t
due_of(const struct work *w, int32_t day)
{
	struct date_parts	 d = date_split(day);
	const struct date_time	 at = {
		.year = d.year, .month = d.month, .day = d.day,
		.hour = DAY_ENDS
	};

	return zone_utc(w->zone, &at);
}

/* The due moment that a form asks for by its day; 0 when it names none. */
static int64_t
due_in(struct request *rq, const char *name)
{
	const char	*s = in_raw(rq, name);

	return s == NULL || *s == '\0' ? 0 :
	    due_of(rq->work, in_date(rq, name));
}

static const char *
kind_in(struct request *rq)
{
	const char	*s = in_raw(rq, "kind");

	for (const struct choice *c = activity_kinds; s && c->code; c++)
		if (strcmp(c->code, s) == 0)
			return c->code;
	work_refuse(rq->work, 0, "kind", t("is not one of the choices"));
	return NULL;
}

/* The card that the form stood on, by the route's reference. */
static const char *
card_of(const struct request *rq)
{
	const char	*ref = rq->route->arg;

	return strcmp(ref, "contact_id") == 0 ? "contacts" :
	    strcmp(ref, "deal_id") == 0 ? "deals" : "invoices";
}

/* The record of the address must be one that the actor sees. */
static enum err
anchor_seen(struct request *rq)
{
	const struct field	*f = field_find(&activity_entity,
				    rq->route->arg);
	int64_t			 id;

	return query_int(rq->work, entity_find(f->of), rq->id, "id", &id);
}

enum err
quick_take(struct request *rq)
{
	const char	*kind = kind_in(rq);
	const char	*text = in_text(rq, "text", 20000);
	int64_t		 due = due_in(rq, "due_on"), id;
	enum err	 e;

	e = anchor_seen(rq);
	if (e != OK)
		return e;
	if (text == NULL || *text == '\0')
		work_refuse(rq->work, 0, "text", t("must be filled in"));
	if (in_failed(rq))
		return ERR_INVALID;
	{
		const struct change	 c[] = {
			SET_REF(rq->route->arg, rq->id),
			SET_CHOICE("kind", kind),
			SET_TEXT("body", text),
			{ due != 0 ? "due_at" : NULL, F_TIME, DB_I(due) },
			{ 0 }
		};

		e = record_create(rq->work, &activity_entity, c, &id);
	}
	if (e != OK)
		return e;
	reply_note(rq, t("Written down."));
	return reply_see(rq, "/%s/%" PRId64, card_of(rq), rq->id);
}

/* Back to where the button stood: a path of ours, else the record's card. */
static enum err
go_back(struct request *rq)
{
	const char	*back = in_raw(rq, "back");

	if (back != NULL && back[0] == '/' && back[1] != '/' &&
	    strpbrk(back, "\\\r\n") == NULL)
		return reply_see(rq, "%s", back);
	return reply_see(rq, "/activities/%" PRId64, rq->id);
}

enum err
done_take(struct request *rq)
{
	const char		*outcome = in_text(rq, "outcome", 500);
	const struct change	 c[] = {
		SET_CHOICE("state", "done"), SET_TIME("done_at",
		rq->work->now_s),
		{ outcome != NULL && *outcome ? "outcome" : NULL, F_TEXT,
		  DB_S(outcome) }, { 0 }
	};
	enum err		 e;

	if (in_failed(rq))
		return ERR_INVALID;
	e = record_save(rq->work, &activity_entity, rq->id, rq->rev, c);
	if (e != OK)
		return e;
	reply_note(rq, t("Done."));
	return go_back(rq);
}

enum err
postpone_take(struct request *rq)
{
	struct work	*w = rq->work;
	int64_t		 due = due_in(rq, "due_on");
	enum err	 e;

	if (in_failed(rq))
		return ERR_INVALID;
	if (due == 0)
		due = due_of(w, work_today(w) + 1);
	{
		const struct change	 c[] = {
			SET_TIME("due_at", due), { 0 }
		};

		e = record_save(w, &activity_entity, rq->id, rq->rev, c);
	}
	if (e != OK)
		return e;
	reply_note(rq, t("Postponed."));
	return go_back(rq);
}
