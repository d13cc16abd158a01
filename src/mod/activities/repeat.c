/* repeat.c: tasks that come again. */
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/site.h"
#include "mod/activities/activities.h"
#include "mod/activities/parts.h"
#include "mod/activities/repeat.h"

#define STEPS	40000	/* looked at: a century of days */
#define EVERY	365
#define CHANGES	24	/* of what follows, and their end */

/* ---- days */

/* The k-th day of the row, by months. */
static int32_t
month_step(int32_t due, int months, int day)
{
	int32_t	 first = date_add_months(date_month_start(due), months);
	int32_t	 last = date_month_end(first);

	return first + day - 1 < last ? first + day - 1 : last;
}

static bool
week_fits(const struct repeat *r, int32_t due, int32_t day)
{
	int32_t		 weeks = (day - date_weekday(day) - (due -
			    date_weekday(due))) / 7;
	unsigned int	 days = r->days != 0 ? r->days :
			    1u << date_weekday(due);

	return weeks % r->every == 0 && (days & 1u << date_weekday(day)) != 0;
}

/* The k-th day of the row; DATE_NONE if that is none of it. */
static int32_t
step(const struct repeat *r, int32_t due, int k)
{
	if (strcmp(r->by, "day") == 0)
		return due + k * r->every;
	if (strcmp(r->by, "month") == 0)
		return month_step(due, k * r->every, r->day);
	if (strcmp(r->by, "month_end") == 0)
		return month_step(due, k * r->every, 31);
	if (strcmp(r->by, "year") == 0)
		return month_step(due, 12 * k * r->every, r->day);
	return week_fits(r, due, due + k) ? due + k : DATE_NONE;
}

int32_t
repeat_next(const struct repeat *r, int32_t due, int32_t after)
{
	int32_t	 most = (after > due ? after : due) + STEPS;

	for (int k = 0; k < STEPS; k++) {
		int32_t	 d = step(r, due, k);

		if (d != DATE_NONE && d > due && d > after)
			return d;
		if (d != DATE_NONE && d > most)
			break;
	}
	return DATE_NONE;
}

unsigned int
repeat_days_read(const char *s)
{
	unsigned int	 days = 0;

	for (; s != NULL && *s != '\0'; s++)
		if (*s >= '1' && *s <= '7')
			days |= 1u << (*s - '0');
	return days;
}

/* ---- what a record says */

static const char *
days_write(struct work *w, unsigned int days)
{
	struct str	 s;

	str_init(&s, w->mem);
	for (int i = 1; i <= 7; i++)
		if (days & 1u << i)
			str_fmt(&s, "%s%d", s.n > 0 ? " " : "", i);
	return s.n > 0 ? s.s : NULL;
}

static void
days_check(struct work *w, struct draft *d)
{
	const char	*typed = draft_text(d, "repeat_days");

	if (typed == NULL)
		return;
	if (strspn(typed, "1234567 ,") != strlen(typed))
		draft_refuse(d, "repeat_days",
		    t("wants weekdays as 1 for Monday to 7, such as 1 3 5"));
	else if (str_eq(draft_text(d, "repeat_by"), "week"))
		draft_set_text(d, "repeat_days",
		    days_write(w, repeat_days_read(typed)));
	else
		draft_set_null(d, "repeat_days");
}

/* The day of months, as a person chose it: another hour is no other day. */
static void
day_check(struct work *w, struct draft *d)
{
	const struct zone	*z = work_firm_zone(w);
	int32_t			 day = zone_date(z, draft_int(d, "due_at"));

	if (w->actor.channel == BY_UNDO ||
	    (draft_int(d, "repeat_of_id") != 0 && draft_is_new(d)))
		return;
	if (draft_is_new(d) || draft_changed(d, "repeat_by") ||
	    draft_old_int(d, "due_at") == 0 ||
	    zone_date(z, draft_old_int(d, "due_at")) != day)
		draft_set_int(d, "repeat_day", date_split(day).day);
}

void
repeat_check(struct work *w, struct draft *d)
{
	if (draft_text(d, "repeat_by") == NULL) {
		if (draft_text(d, "repeat_days") != NULL)
			draft_set_null(d, "repeat_days");
		return;
	}
	if (draft_int(d, "due_at") == 0)
		draft_refuse(d, "due_at",
		    t("must be filled in: what repeats has a day"));
	if (draft_int(d, "repeat_every") > EVERY)
		draft_refuse(d, "repeat_every", arena_fmt(w->mem,
		    t("must be at most %d"), EVERY));
	days_check(w, d);
	if (draft_int(d, "due_at") != 0)
		day_check(w, d);
	if (w->actor.channel != BY_UNDO && !draft_is_new(d) &&
	    strcmp(draft_text(d, "state"), "planned") != 0 &&
	    draft_changed(d, "state"))
		draft_set_int(d, "repeated", 1);
}

static const char *
day_name(int day)
{
	static const char *const names[] = {
		N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"),
		N_("Friday"), N_("Saturday"), N_("Sunday")
	};

	return t(names[day - 1]);
}

static const char *
each_words(struct work *w, const char *by, int n)
{
	const struct choice	*c = repeat_kinds;

	while (n == 1 && c->code != NULL && strcmp(c->code, by) != 0)
		c++;
	if (n == 1 && c->code != NULL)
		return t(c->label);
	if (strcmp(by, "day") == 0)
		return arena_fmt(w->mem, tn("every %d day", "every %d days",
		    (long)n), n);
	if (strcmp(by, "week") == 0)
		return arena_fmt(w->mem, tn("every %d week", "every %d weeks",
		    (long)n), n);
	if (strcmp(by, "year") == 0)
		return arena_fmt(w->mem, tn("every %d year", "every %d years",
		    (long)n), n);
	return arena_fmt(w->mem, tn("every %d month", "every %d months",
	    (long)n), n);
}

const char *
repeat_words(struct work *w, const char *by, int64_t every, const char *days)
{
	unsigned int	 bits = repeat_days_read(days);
	int		 n = every > 0 ? (int)every : 1;
	struct str	 s;

	str_init(&s, w->mem);
	if (by == NULL)
		return "";
	str_add(&s, each_words(w, by, n));
	if (n > 1 && strcmp(by, "month_end") == 0)
		str_fmt(&s, ", %s", t("on the last day"));
	for (int i = 1; i <= 7; i++)
		if (bits & 1u << i)
			str_fmt(&s, "%s %s", s.s[s.n - 1] == ',' ||
			    strchr(s.s, ':') != NULL ? "," : ":", day_name(i));
	return s.s;
}

/* ---- what follows */

/* When the next one is due, UTC seconds; 0 if none follows. */
static int64_t
next_due(struct work *w, const struct draft *d)
{
	const struct repeat	 r = {
		.by = draft_text(d, "repeat_by"),
		.every = draft_int(d, "repeat_every") > 0 ?
		    (int)draft_int(d, "repeat_every") : 1,
		.days = repeat_days_read(draft_text(d, "repeat_days")),
		.day = (int)draft_int(d, "repeat_day")
	};
	const struct zone	*z = work_firm_zone(w);
	int64_t			 due = draft_int(d, "due_at");
	struct date_time	 at = zone_local(z, due).t;
	int32_t			 today = zone_date(z, w->now_s), next, until;
	struct date_parts	 p;
	int64_t			 passed = at.hour * 60 + at.minute;
	struct date_time	 now = zone_local(z, w->now_s).t;

	if (draft_int(d, "repeat_times") == 1)
		return 0;
	if (passed > now.hour * 60 + now.minute)
		today--;	/* today's moment is still to come */
	next = repeat_next(&r, zone_date(z, due), today);
	if (next == DATE_NONE || (draft_text(d, "repeat_until") != NULL &&
	    date_parse(draft_text(d, "repeat_until"), &until) == OK &&
	    next > until))
		return 0;
	p = date_split(next);
	at.year = p.year;
	at.month = p.month;
	at.day = p.day;
	return zone_utc(z, &at);
}

static struct change
same_text(const struct draft *d, const char *field, enum ftype type)
{
	const char	*v = draft_text(d, field);

	return v != NULL ? (struct change){ field, type, DB_S(v) } :
	    (struct change){ field, type, DB_N };
}

static struct change
same_ref(const struct draft *d, const char *field)
{
	return (struct change)SET_REF(field, draft_int(d, field));
}

/* The same thing, due at another time. */
static const struct change *
next_changes(struct work *w, const struct draft *d, int64_t due)
{
	struct change	*c = arena_alloc(w->mem, CHANGES * sizeof(*c));
	int64_t		 times = draft_int(d, "repeat_times");
	size_t		 n = 0;

	c[n++] = same_text(d, "kind", F_CHOICE);
	c[n++] = (struct change)SET_CHOICE("state", "planned");
	c[n++] = same_text(d, "title", F_TEXT);
	c[n++] = same_text(d, "body", F_LONG);
	c[n++] = same_text(d, "priority", F_CHOICE);
	c[n++] = same_text(d, "remind", F_CHOICE);
	c[n++] = same_ref(d, "contact_id");
	c[n++] = same_ref(d, "deal_id");
	c[n++] = same_ref(d, "invoice_id");
	c[n++] = same_ref(d, "owner_id");
	c[n++] = same_ref(d, "team_id");
	c[n++] = same_ref(d, "asked_by_id");
	c[n++] = (struct change)SET_REF("repeat_of_id", draft_id(d));
	c[n++] = (struct change)SET_TIME("due_at", due);
	c[n++] = same_text(d, "repeat_by", F_CHOICE);
	c[n++] = same_text(d, "repeat_days", F_TEXT);
	c[n++] = same_text(d, "repeat_until", F_DATE);
	c[n++] = (struct change)SET_INT("repeat_every",
	    draft_int(d, "repeat_every") > 0 ?
	    draft_int(d, "repeat_every") : 1);
	c[n++] = (struct change)SET_INT("repeat_day",
	    draft_int(d, "repeat_day"));
	if (times > 1)
		c[n++] = (struct change)SET_INT("repeat_times", times - 1);
	return c;
}

/* What was asked of row, without the records that are gone. */
static const struct change *
changes_left(struct work *w, const struct record *list, size_t row)
{
	struct change	*c = arena_alloc(w->mem, CHANGES * sizeof(*c));
	size_t		 n = 0;

	for (const struct change *old = list[row].changes; old->field; old++)
		if (old->type != F_REF ||
		    work_problem(w, row, old->field) == NULL)
			c[n++] = *old;
	return c;
}

/*
 * Save what follows.  What hangs on a record that is in the bin meanwhile
 * hangs on it no more; one that cannot be at all is logged: what was done
 * stays done.
 */
static enum err
follow_save(struct work *w, struct record *list, size_t n)
{
	struct problem	*before = w->problems;
	size_t		 left = 0;
	enum err	 e;

	w->problems = NULL;
	e = record_save_many(w, &activity_entity, list, n);
	for (size_t i = 0; e == ERR_INVALID && i < n; i++)
		if (list[i].err != OK)
			list[left++] = (struct record){
			    .changes = changes_left(w, list, i)
			};
	if (e == ERR_INVALID) {
		w->problems = NULL;
		e = record_save_many(w, &activity_entity, list, left);
	}
	if (e == ERR_INVALID)
		log_error("a task that repeats does not go on: %s",
		    w->problems != NULL ? w->problems->text : "");
	w->problems = before;
	return e == ERR_INVALID ? OK : e;
}

enum err
repeat_follow(struct work *w, const struct event *ev)
{
	const struct rights	*rights = w->actor.rights;
	struct record		*list = arena_alloc(w->mem,
				    ev->n * sizeof(*list));
	size_t			 n = 0;
	enum err		 e;

	if (w->actor.channel == BY_UNDO)
		return OK;
	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);
		int64_t			 due;

		if (draft_skipped(d) || draft_is_new(d) ||
		    draft_text(d, "repeat_by") == NULL ||
		    draft_int(d, "deleted_at") != 0 ||
		    !draft_changed(d, "repeated") ||
		    draft_int(d, "repeated") == 0)
			continue;
		due = next_due(w, d);
		if (due != 0)
			list[n++].changes = next_changes(w, d, due);
	}
	if (n == 0)
		return OK;
	w->actor.rights = NULL;		/* whoever does it: it goes on */
	e = follow_save(w, list, n);
	w->actor.rights = rights;
	return e;
}
