/* queue.c: what waits to be done, and in which order. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/field.h"
#include "core/query.h"
#include "core/rights.h"
#include "mod/activities/activities.h"
#include "mod/contacts/contacts.h"
#include "mod/now/parts.h"

#define TASKS	60	/* read at once; of deals in each lane, of invoices */
#define DEALS	15
#define LANES	40
#define PAPERS	20

/* Columns of tasks. */
static const char *const task_cols[] = {
	"kind", "title", "due_at", "priority", "rev", "contact_id",
	"contact_id.", "contact_id.phone", "contact_id.owner_id",
	"contact_id.team_id", "deal_id.", "owner_id.", NULL
};
enum { T_ID, T_KIND, T_TITLE, T_DUE, T_PRIORITY, T_REV, T_CONTACT_ID,
	T_CONTACT, T_PHONE, T_OWNER_ID, T_TEAM_ID, T_DEAL, T_WHO };

/* Columns of deals. */
static const char *const deal_cols[] = {
	"title", "contact_id", "contact_id.", "amount", "currency",
	"stage_id", "stage_since", "stage_due", "next_on", "next_step",
	"contact_id.owner_id", "contact_id.team_id", "owner_id.", NULL
};
enum { D_ID, D_LANE, D_TITLE, D_CONTACT_ID, D_CONTACT, D_AMOUNT, D_CURRENCY,
	D_STAGE, D_SINCE, D_DUE, D_NEXT_ON, D_NEXT, D_OWNER_ID, D_TEAM_ID,
	D_WHO };

static int64_t
day_ends(const struct work *w)
{
	return zone_day_start(w->zone, work_today(w) + 1);
}

const char *
now_day(const struct work *w, int32_t day)
{
	int32_t	 today = work_today(w);

	if (day == today || day == today - 1)
		return day == today ? t("today") : t("yesterday");
	return date_split(day).year == date_split(today).year ?
	    date_format_short(w->mem, day, lang_code(w->lang)) :
	    date_format(w->mem, day, lang_code(w->lang));
}

const char *
now_clock(const struct work *w, int64_t at)
{
	struct zone_time	 z = zone_local(w->zone, at);

	return arena_fmt(w->mem, "%02d:%02d", z.t.hour, z.t.minute);
}

static const char *
span_show(const struct work *w, int64_t since)
{
	int64_t	 minutes = (w->now_s - since) / 60;

	return deal_minutes_show(w->mem, minutes > 0 ? minutes : 1);
}

static struct item *
item_add(struct queue *q)
{
	if (q->n == ITEMS) {
		q->cut = true;
		return NULL;
	}
	memset(&q->list[q->n], 0, sizeof(q->list[q->n]));
	return &q->list[q->n++];
}

/* The contact's card, for those who may open it. */
static const char *
contact_href(const struct work *w, int64_t id, int64_t owner, int64_t team)
{
	return id != 0 && rights_reach(w, &contact_entity, VERB_SEE, owner,
	    team) ? arena_fmt(w->mem, "/contacts/%" PRId64, id) : NULL;
}

/* Texts that are there, with a dot between them. */
static const char *
join(const struct work *w, const char *a, const char *b)
{
	if (a == NULL || *a == '\0' || b == NULL || *b == '\0')
		return a == NULL || *a == '\0' ? b : a;
	return arena_fmt(w->mem, "%s · %s", a, b);
}

/* ---- tasks */

static const char *
kind_label(const char *kind)
{
	const struct field	*f = field_find(&activity_entity, "kind");

	for (const struct choice *c = f->choices; c->code != NULL; c++)
		if (strcmp(c->code, kind) == 0)
			return t(c->label);
	return kind;
}

static const char *
kind_icon(const char *kind)
{
	static const char *const icons[][2] = {
		{ "call", "phone" }, { "meeting", "users" },
		{ "letter", "mail" }, { "greeting", "gift" }
	};

	for (size_t i = 0; i < sizeof(icons) / sizeof(*icons); i++)
		if (strcmp(icons[i][0], kind) == 0)
			return icons[i][1];
	return "checkbox";
}

static void
task_when(const struct work *w, int64_t due, bool high, struct item *it)
{
	it->at = due;
	it->part = due < w->now_s ? PART_LATE : PART_TODAY;
	it->rank = due >= w->now_s ? RANK_TODAY : high ? RANK_URGENT :
	    RANK_LATE;
	it->kind = due < w->now_s ? "late" : due < w->now_s + 3600 ? "warn" :
	    "info";
	it->state = due < w->now_s ? arena_fmt(w->mem, t("Late by %s"),
	    span_show(w, due)) : arena_fmt(w->mem, t("Today at %s"),
	    now_clock(w, due));
}

static void
task_take(struct queue *q, size_t i)
{
	struct work		*w = q->w;
	const struct db_rows	*r = q->tasks;
	struct item		*it = item_add(q);
	bool			 high;

	if (it == NULL)
		return;
	high = str_eq(db_text(r, i, T_PRIORITY), "high");
	task_when(w, db_int(r, i, T_DUE), high, it);
	it->icon = kind_icon(db_text(r, i, T_KIND));
	it->title = db_text(r, i, T_TITLE);
	it->href = arena_fmt(w->mem, "/activities/%" PRId64,
	    db_int(r, i, T_ID));
	it->rule = join(w, kind_label(db_text(r, i, T_KIND)),
	    join(w, high ? t("high priority") : NULL,
	    join(w, db_text(r, i, T_DEAL), q->all ? db_text(r, i, T_WHO) :
	    NULL)));
	it->who = db_text(r, i, T_CONTACT);
	it->who_href = contact_href(w, db_int(r, i, T_CONTACT_ID),
	    db_int(r, i, T_OWNER_ID), db_int(r, i, T_TEAM_ID));
	it->phone = it->who_href != NULL ? db_text(r, i, T_PHONE) : NULL;
	it->call = str_eq(db_text(r, i, T_KIND), "call");
	it->open = t("Open the task");
	it->rev = db_int(r, i, T_REV);
	if (rights_have(w, "activity.edit"))
		it->activity_id = db_int(r, i, T_ID);
}

static enum err
tasks_read(struct queue *q)
{
	const struct filter	 where[] = {
		WHERE_S("state", OP_EQ, "planned"),
		WHERE_I("due_at", OP_LT, day_ends(q->w)),
		q->all ? (struct filter)WHERE_END :
		    (struct filter)WHERE_I("owner_id", OP_EQ,
		    q->w->actor.user_id),
		WHERE_END
	};
	const struct query	 ask = {
		.entity = &activity_entity, .cols = task_cols,
		.where = where, .sort = "due_at", .limit = TASKS
	};
	enum err		 e = query_list(q->w, &ask, &q->tasks);

	for (size_t i = 0; e == OK && i < q->tasks->n; i++)
		task_take(q, i);
	if (e == OK && q->tasks->n == TASKS)
		q->cut = true;
	return e;
}

/* ---- stages and counts */

int
queue_stage(const struct queue *q, int64_t stage_id)
{
	for (size_t i = 0; i < q->stages->n; i++)
		if (db_int(q->stages, i, S_ID) == stage_id)
			return (int)i;
	return -1;
}

/* Names of stages are settings: whoever sees a deal may read them. */
static enum err
stages_read(struct queue *q)
{
	static const char *const cols[] = {
		"name", "kind", "pipeline_id.", NULL
	};
	const struct query	 ask = {
		.entity = &stage_entity, .cols = cols, .limit = 500
	};
	struct work		 all = *q->w;

	all.actor.rights = NULL;
	return query_list(&all, &ask, &q->stages);
}

static bool
count_open(const struct queue *q, const struct deal_count *c)
{
	int	 s = queue_stage(q, c->stage_id);

	return s >= 0 && str_eq(db_text(q->stages, (size_t)s, S_KIND),
	    "open");
}

/* How many deals stand where, of the open stages and of whom it is about. */
static enum err
counts_read(struct queue *q, enum whose whose)
{
	int64_t		 me = q->w->actor.user_id;
	size_t		 n, k = 0, mine = 0;
	enum err	 e = deal_counts(q->w, 0, &q->counts, &n);

	if (e != OK)
		return e;
	q->deals = n > 0;
	for (size_t i = 0; i < n; i++)
		if (count_open(q, &q->counts[i])) {
			mine += q->counts[i].owner_id == me;
			q->counts[k++] = q->counts[i];
		}
	q->all = whose == WHOSE_ALL || (whose == WHOSE_USUAL && mine == 0 &&
	    k > 0);
	for (size_t i = 0; i < k; i++)
		if (q->all || q->counts[i].owner_id == me)
			q->counts[q->ncounts++] = q->counts[i];
	return OK;
}

/* ---- deals */

static const char *
stage_name(const struct queue *q, int64_t id)
{
	int	 s = queue_stage(q, id);

	return s < 0 ? "" : db_text(q->stages, (size_t)s, S_NAME);
}

/* The stage's clock has run out, or does so today. */
static void
deal_stage(const struct queue *q, const struct db_rows *r, size_t i,
    struct item *it)
{
	const struct work	*w = q->w;
	bool			 late = it->at < w->now_s;

	it->part = late ? PART_LATE : PART_TODAY;
	it->rank = late ? RANK_LATE : RANK_TODAY;
	it->kind = late ? "late" : "warn";
	it->icon = late ? "alert-triangle" : "clock-exclamation";
	it->state = late ? arena_fmt(w->mem, t("Stage late by %s"),
	    span_show(w, it->at)) : arena_fmt(w->mem,
	    t("Stage ends today at %s"), now_clock(w, it->at));
	it->rule = arena_fmt(w->mem, t("“%s”"), stage_name(q,
	    db_int(r, i, D_STAGE)));
}

/* A next step was promised for today, or earlier. */
static void
deal_step(const struct queue *q, const struct db_rows *r, size_t i,
    int32_t day, struct item *it)
{
	const struct work	*w = q->w;
	bool			 late = day < work_today(w);

	it->at = zone_day_start(w->zone, day + 1) - 1;
	it->part = late ? PART_LATE : PART_TODAY;
	it->rank = late ? RANK_LATE : RANK_TODAY;
	it->kind = late ? "late" : "info";
	it->icon = "calendar-event";
	it->state = late ? arena_fmt(w->mem, t("Next step was due %s"),
	    now_day(w, day)) : t("Next step is due today");
	it->rule = db_text(r, i, D_NEXT);
}

/* Nothing is planned. */
static void
deal_idle(const struct queue *q, const struct db_rows *r, size_t i,
    struct item *it)
{
	const struct work	*w = q->w;

	it->at = db_int(r, i, D_SINCE);
	it->part = PART_STEP;
	it->rank = RANK_STEP;
	it->kind = "warn";
	it->icon = "calendar-off";
	it->state = t("No next step");
	it->rule = arena_fmt(w->mem, t("in “%s” for %s"), stage_name(q,
	    db_int(r, i, D_STAGE)), span_show(w, it->at));
}

static bool
deal_there(const struct queue *q, int64_t id)
{
	for (size_t i = 0; i < q->n; i++)
		if (q->list[i].deal_id == id)
			return true;
	return false;
}

/* A row of the lane of a stage, of promised steps, or of idle deals. */
static void
deal_take(struct queue *q, const struct db_rows *r, size_t i, size_t nstages)
{
	struct work	*w = q->w;
	size_t		 lane = (size_t)db_int(r, i, D_LANE);
	const char	*next_on = db_text(r, i, D_NEXT_ON);
	struct item	*it;
	int32_t		 day = 0;

	if (deal_there(q, db_int(r, i, D_ID)) || (it = item_add(q)) == NULL)
		return;
	it->deal_id = db_int(r, i, D_ID);
	it->at = db_int(r, i, D_DUE);
	it->title = db_text(r, i, D_TITLE);
	it->href = arena_fmt(w->mem, "/deals/%" PRId64, it->deal_id);
	it->who = db_text(r, i, D_CONTACT);
	it->who_href = contact_href(w, db_int(r, i, D_CONTACT_ID),
	    db_int(r, i, D_OWNER_ID), db_int(r, i, D_TEAM_ID));
	it->open = t("Open the deal");
	if (db_cell(r, i, D_AMOUNT)->type != DB_NULL)
		it->sum = deal_amount_show(w, db_int(r, i, D_AMOUNT),
		    db_text(r, i, D_CURRENCY));
	if (lane < nstages)
		deal_stage(q, r, i, it);
	else if (lane == nstages && date_parse(next_on, &day) == OK)
		deal_step(q, r, i, day, it);
	else
		deal_idle(q, r, i, it);
	if (q->all)
		it->rule = join(w, it->rule, db_text(r, i, D_WHO));
}

/* The conditions of a lane, whose first two are free. */
static struct filter *
lane_where(struct queue *q, struct filter *where)
{
	where[2] = (struct filter)WHERE_S("state", OP_EQ, "open");
	where[3] = (struct filter)WHERE_NULL("paused_since");
	if (!q->all)
		where[4] = (struct filter)WHERE_I("owner_id", OP_EQ,
		    q->w->actor.user_id);
	return where;
}

static void
lane_add(struct queue *q, struct query *lane, const char *sort,
    struct filter a, struct filter b)
{
	struct filter	*where = arena_alloc(q->w->mem,
			    6 * sizeof(*where));

	where[0] = a;
	where[1] = b;
	*lane = (struct query){ .entity = &deal_entity, .cols = deal_cols,
	    .where = lane_where(q, where), .sort = sort, .limit = DEALS };
}

/* One lane for each stage where deals stand, then two of next steps. */
static enum err
deals_ask(struct queue *q, struct db_rows **rows, size_t *nstages)
{
	struct query	 lanes[LANES + 2];
	int64_t		 seen[LANES];
	const char	*today = date_iso(q->w->mem, work_today(q->w));
	size_t		 n = 0, k;

	for (size_t i = 0; i < q->ncounts && n < LANES; i++) {
		int64_t	 id = q->counts[i].stage_id;

		for (k = 0; k < n && seen[k] != id; k++)
			continue;
		if (k < n)
			continue;
		seen[n] = id;
		lane_add(q, &lanes[n++], "stage_due",
		    (struct filter)WHERE_I("stage_id", OP_EQ, id),
		    (struct filter)WHERE_I("stage_due", OP_LT,
		    day_ends(q->w)));
	}
	*nstages = n;
	lane_add(q, &lanes[n++], "next_on", (struct filter)WHERE_S("next_on",
	    OP_LE, today), (struct filter){ .path = "next_on",
	    .op = OP_NOTNULL });
	/* Those without a day come first in the index; others are left out
	   later, for asking for the empty ones makes the server sort. */
	lane_add(q, &lanes[n++], "next_on",
	    (struct filter)WHERE_NULL("next_step"),
	    (struct filter){ .path = "state", .op = OP_EQ,
	    .value = DB_S("open") });
	return query_lanes(q->w, lanes, n, rows);
}

/* Which of the idle deals have a task planned: those are not idle. */
static enum err
planned_read(struct queue *q, const struct db_rows *deals, size_t idle,
    struct db_rows **planned)
{
	static const char *const cols[] = { "deal_id", NULL };
	struct db_val		*ids = arena_alloc(q->w->mem,
				    (deals->n + 1) * sizeof(*ids));
	struct filter		 where[] = {
		{ .path = "deal_id", .op = OP_IN, .values = ids },
		WHERE_S("state", OP_EQ, "planned"), WHERE_END
	};
	const struct query	 ask = {
		.entity = &activity_entity, .cols = cols, .where = where,
		.sort = "id", .limit = 500
	};

	for (size_t i = 0; i < deals->n; i++)
		if (db_int(deals, i, D_LANE) == (int64_t)idle)
			ids[where[0].nvalues++] = *db_cell(deals, i, D_ID);
	*planned = NULL;
	return where[0].nvalues == 0 ? OK : query_list(q->w, &ask, planned);
}

static enum err
deals_read(struct queue *q)
{
	struct db_rows	*r, *planned;
	size_t		 nstages;
	enum err	 e = deals_ask(q, &r, &nstages);

	if (e == OK)
		e = planned_read(q, r, nstages + 1, &planned);
	for (size_t i = 0; e == OK && i < r->n; i++) {
		bool	 idle = db_int(r, i, D_LANE) ==
			    (int64_t)nstages + 1 &&
			    db_text(r, i, D_NEXT_ON) == NULL;

		for (size_t k = 0; idle && planned != NULL && k < planned->n;
		    k++)
			if (db_int(planned, k, 1) == db_int(r, i, D_ID))
				idle = false;
		if (idle || db_int(r, i, D_LANE) <= (int64_t)nstages)
			deal_take(q, r, i, nstages);
	}
	return e;
}

/* ---- money */

static void
paper_take(struct queue *q, const struct document_late *l)
{
	struct work	*w = q->w;
	struct item	*it = item_add(q);
	int32_t		 due = 0;

	if (it == NULL || date_parse(l->due_on, &due) != OK)
		return;
	it->part = PART_MONEY;
	it->rank = RANK_MONEY;
	it->at = zone_day_start(w->zone, due);
	it->kind = "warn";
	it->icon = "receipt";
	it->title = arena_fmt(w->mem, t("Remind about invoice %s"),
	    l->label != NULL ? l->label : "");
	it->href = arena_fmt(w->mem, "/invoices/%" PRId64, l->id);
	it->who = l->contact;
	it->state = arena_fmt(w->mem, tn("Not paid, %d day late",
	    "Not paid, %d days late", l->days), l->days);
	it->rule = arena_fmt(w->mem, t("was due %s"), now_day(w, due));
	it->sum = money_format(w->mem, l->debt, l->currency,
	    lang_code(w->lang), MONEY_FULL);
	it->open = t("Open the invoice");
}

static enum err
papers_read(struct queue *q)
{
	enum err	 e;

	if (!rights_have(q->w, "invoice.see"))
		return OK;
	e = documents_overdue(q->w, q->all ? 0 : q->w->actor.user_id, PAPERS,
	    &q->late, &q->nlate);
	for (size_t i = 0; e == OK && i < q->nlate; i++)
		paper_take(q, &q->late[i]);
	if (e == OK && q->nlate == PAPERS)
		q->cut = true;
	return e;
}

/* ---- all of it */

static int
by_rank(const void *a, const void *b)
{
	const struct item	*x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

enum err
queue_read(struct work *w, enum whose whose, struct queue *q)
{
	enum err	 e;

	memset(q, 0, sizeof(*q));
	q->w = w;
	e = stages_read(q);
	if (e == OK)
		e = counts_read(q, whose);
	if (e == OK)
		e = tasks_read(q);
	if (e == OK && rights_have(w, "deal.see"))
		e = deals_read(q);
	if (e == OK)
		e = papers_read(q);
	if (e == OK && q->n > 0)
		qsort(q->list, q->n, sizeof(*q->list), by_rank);
	return e;
}
