/* story.c: what happened with a record, day by day, and what is next. */
#include <string.h>

#include "base/date.h"
#include "base/zone.h"
#include "core/crud.h"
#include "core/form.h"
#include "core/query.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/view.h"
#include "mod/activities/activities.h"
#include "mod/activities/parts.h"

#define SHOWN	30	/* entries of a story */
#define TASKS	10	/* open tasks of a panel */

const char *
activity_icon(const char *kind)
{
	static const struct {
		const char	*kind, *icon;
	} icons[] = {
		{ "task", "checkbox" }, { "call", "phone" },
		{ "meeting", "users" }, { "letter", "mail" },
		{ "note", "note" }, { "greeting", "gift" },
		{ "fax", "printer" }, { "shipment", "truck" },
		{ "order", "package" }
	};

	for (size_t i = 0; i < sizeof(icons) / sizeof(*icons); i++)
		if (strcmp(icons[i].kind, kind) == 0)
			return icons[i].icon;
	return "point";
}

static const char *
kind_label(const char *kind)
{
	for (const struct choice *c = activity_kinds; c->code != NULL; c++)
		if (strcmp(c->code, kind) == 0)
			return t(c->label);
	return kind;
}

/* "today", "yesterday", else the date. */
static const char *
day_label(const struct work *w, int32_t day)
{
	int32_t	 today = work_today(w);

	return day == today ? t("Today") : day == today - 1 ? t("Yesterday") :
	    day == today + 1 ? t("Tomorrow") :
	    date_format(w->mem, day, lang_code(w->lang));
}

const char *
activity_moment(const struct work *w, int64_t at)
{
	struct zone_time	 z = zone_local(w->zone, at);

	return arena_fmt(w->mem, "%s %02d:%02d",
	    day_label(w, zone_date(w->zone, at)), z.t.hour, z.t.minute);
}

/* ---- what there is of a record */

enum {
	C_ID, C_KIND, C_TITLE, C_BODY, C_OUTCOME, C_AT, C_OWNER, C_STATE,
	C_DUE, C_REV
};

static const char *const story_cols[] = {
	"kind", "title", "body", "outcome", "at", "owner_id.", "state",
	"due_at", "rev", NULL
};

/* Some of the rows that were read, in the order they are shown. */
struct pick {
	const struct db_rows	*rows;
	size_t			 at[SHOWN + 1];
	size_t			 n;
};

/* What is to be done, and what happened, of the record whose field is id. */
struct story {
	const char	*field;
	int64_t		 id;
	struct pick	 tasks, done;
};

static bool
is_planned(const struct db_rows *rows, size_t r)
{
	return strcmp(db_text(rows, r, C_STATE), "planned") == 0;
}

/* Tasks come as they are due, those without a date first. */
static bool
due_before(const struct db_rows *rows, size_t a, size_t b)
{
	int64_t	 x = db_int(rows, a, C_DUE), y = db_int(rows, b, C_DUE);

	return x != y ? x < y : db_int(rows, a, C_ID) < db_int(rows, b, C_ID);
}

static void
task_add(struct pick *p, size_t r)
{
	size_t	 i = p->n++;

	for (; i > 0 && due_before(p->rows, r, p->at[i - 1]); i--)
		p->at[i] = p->at[i - 1];
	p->at[i] = r;
}

static void
rows_split(const struct db_rows *rows, struct story *s)
{
	s->tasks = s->done = (struct pick){ .rows = rows };
	for (size_t r = 0; r < rows->n; r++)
		if (is_planned(rows, r))
			task_add(&s->tasks, r);
		else
			s->done.at[s->done.n++] = r;
	if (s->tasks.n > TASKS)
		s->tasks.n = TASKS;
}

/* Those with a state, to p. */
static enum err
pick_read(struct work *w, const struct story *s, const struct filter *state,
    const char *sort, int limit, struct pick *p)
{
	const struct filter	 where[] = {
		WHERE_I(s->field, OP_EQ, s->id), *state, WHERE_END
	};
	const struct query	 q = {
		.entity = &activity_entity, .cols = story_cols,
		.where = where, .sort = sort, .limit = limit
	};
	struct db_rows		*rows;
	enum err		 e = query_list(w, &q, &rows);

	if (e != OK)
		return e;
	p->rows = rows;
	for (p->n = 0; p->n < rows->n; p->n++)
		p->at[p->n] = p->n;
	return OK;
}

/* All of it, and one more than is split. */
static size_t
story_ask(struct request *rq, const char *field, int64_t id,
    struct query *lists)
{
	lists[0] = (struct query){
		.entity = &activity_entity, .cols = story_cols,
		.where = where_is(rq->work->mem, field, id), .sort = "-at",
		.limit = SHOWN + 1
	};
	return 1;
}

/* Mostly there is little: then all of it was read with the card. */
static enum err
story_read(struct work *w, const struct db_rows *all, struct story *s)
{
	const struct filter	 planned = WHERE_S("state", OP_EQ, "planned");
	const struct filter	 other = WHERE_S("state", OP_NE, "planned");
	enum err		 e;

	if (all->n <= SHOWN) {
		rows_split(all, s);
		return OK;
	}
	e = pick_read(w, s, &planned, "due_at", TASKS, &s->tasks);
	return e != OK ? e : pick_read(w, s, &other, "-at", SHOWN + 1,
	    &s->done);
}

/* ---- what happened */

static void
item_show(struct work *w, const struct db_rows *rows, size_t r,
    struct out *day)
{
	struct out		*o = out_add(day, "items");
	int64_t			 at = db_int(rows, r, C_AT);
	struct zone_time	 z = zone_local(w->zone, at);
	const char		*body = db_text(rows, r, C_BODY);
	const char		*title = db_text(rows, r, C_TITLE);

	out_text(o, "icon", activity_icon(db_text(rows, r, C_KIND)));
	out_text(o, "who", db_text(rows, r, C_OWNER));
	out_fmt(o, "text", "· %s", kind_label(db_text(rows, r, C_KIND)));
	out_text(o, "link", title);
	out_fmt(o, "href", "/activities/%lld",
	    (long long)db_int(rows, r, C_ID));
	out_text(o, "after", db_text(rows, r, C_OUTCOME));
	out_fmt(o, "time", "%02d:%02d", z.t.hour, z.t.minute);
	out_text(o, "at", date_time_iso(w->mem, at));
	if (body != NULL && strcmp(body, title) != 0)
		out_text(o, "body", body);
}

static void
story_show(struct request *rq, const struct story *s)
{
	struct work		*w = rq->work;
	const struct pick	*p = &s->done;
	struct out		*day = NULL;
	int32_t			 last = DATE_NONE;

	for (size_t i = 0; i < p->n && i < SHOWN; i++) {
		int32_t	 d = zone_date(w->zone, db_int(p->rows, p->at[i],
			    C_AT));

		if (d != last) {
			day = out_add(rq->page, "story");
			out_text(day, "label", day_label(w, d));
		}
		last = d;
		item_show(w, p->rows, p->at[i], day);
	}
	if (p->n > SHOWN) {
		out_fmt(rq->page, "story_more_href", "/activities?%s=%lld",
		    s->field, (long long)s->id);
		out_text(rq->page, "story_more_label", t("Earlier entries"));
	}
}

/* ---- what is to be done */

static void
next_show(struct request *rq, const struct db_rows *rows, size_t r)
{
	struct work	*w = rq->work;
	struct out	*n = out_node(rq->page, "next");
	int64_t		 due = db_int(rows, r, C_DUE);
	bool		 late = due != 0 && due < w->now_s;

	out_text(n, "kind", late ? "late" : "info");
	out_text(n, "when", due != 0 ? activity_moment(w, due) :
	    t("no date"));
	out_text(n, "what", kind_label(db_text(rows, r, C_KIND)));
	out_text(n, "why", db_text(rows, r, C_TITLE));
	if (!rights_have(w, "activity.edit"))
		return;
	out_fmt(n, "done_href", "/activities/%lld/done",
	    (long long)db_int(rows, r, C_ID));
	out_fmt(n, "move_href", "/activities/%lld/edit",
	    (long long)db_int(rows, r, C_ID));
	out_int(n, "rev", db_int(rows, r, C_REV));
}

static void
tasks_show(struct request *rq, const struct pick *p, struct out *panel)
{
	struct work	*w = rq->work;

	if (p->n > 0)
		next_show(rq, p->rows, p->at[0]);
	for (size_t i = 0; i < p->n; i++) {
		struct out	*l = out_add(panel, "links");
		int64_t		 due = db_int(p->rows, p->at[i], C_DUE);

		out_text(l, "text", db_text(p->rows, p->at[i], C_TITLE));
		out_fmt(l, "href", "/activities/%lld",
		    (long long)db_int(p->rows, p->at[i], C_ID));
		out_text(l, "sub", db_text(p->rows, p->at[i], C_OWNER));
		if (due == 0)
			continue;
		if (due < w->now_s)
			out_text(l, "state", "late");
		out_text(l, due < w->now_s ? "state_text" : "right",
		    activity_moment(w, due));
	}
}

/* ---- the quick form */

static void
quick_kind(struct out *quick, const char *kind, bool selected)
{
	struct out	*k = out_add(quick, "kinds");

	out_text(k, "value", kind);
	out_text(k, "label", kind_label(kind));
	out_text(k, "icon", activity_icon(kind));
	if (selected)
		out_text(k, "selected", "1");
}

static void
quick_show(struct request *rq, const char *path, int64_t id)
{
	struct out	*quick = out_node(rq->page, "quick"), *f;

	if (!rights_have(rq->work, "activity.create"))
		return;
	out_fmt(quick, "action", "/%s/%lld/activities", path, (long long)id);
	out_text(quick, "label", t("What happened, or what to do"));
	out_text(quick, "placeholder", t("What happened, or what to do"));
	out_text(quick, "name", "text");
	quick_kind(quick, "note", true);
	quick_kind(quick, "call", false);
	quick_kind(quick, "letter", false);
	quick_kind(quick, "meeting", false);
	quick_kind(quick, "task", false);
	f = out_add(quick, "fields");
	out_text(f, "name", "due_on");
	out_text(f, "label", t("Due"));
	out_text(f, "type", "date");
}

static enum err
story_of(struct request *rq, const char *field, const char *path, int64_t id,
    struct out *panel)
{
	struct story	*s = arena_alloc(rq->work->mem, sizeof(*s));
	enum err	 e;

	s->field = field;
	s->id = id;
	out_text(panel, "title", t("To do"));
	out_text(panel, "place", "right");
	out_fmt(panel, "add_href", "/activities/new?kind=task&%s=%lld", field,
	    (long long)id);
	out_text(panel, "add_label", t("New task"));
	out_text(panel, "empty", t("Nothing planned: agree the next step."));
	quick_show(rq, path, id);
	e = story_read(rq->work, panel_rows(rq, 0), s);
	if (e != OK)
		return e;
	tasks_show(rq, &s->tasks, panel);
	story_show(rq, s);
	return OK;
}

size_t
story_contact_ask(struct request *rq, int64_t id, struct query *lists)
{
	return story_ask(rq, "contact_id", id, lists);
}

enum err
story_contact(struct request *rq, int64_t id, struct out *panel)
{
	return story_of(rq, "contact_id", "contacts", id, panel);
}

size_t
story_deal_ask(struct request *rq, int64_t id, struct query *lists)
{
	return story_ask(rq, "deal_id", id, lists);
}

enum err
story_deal(struct request *rq, int64_t id, struct out *panel)
{
	return story_of(rq, "deal_id", "deals", id, panel);
}

size_t
story_invoice_ask(struct request *rq, int64_t id, struct query *lists)
{
	return story_ask(rq, "invoice_id", id, lists);
}

enum err
story_invoice(struct request *rq, int64_t id, struct out *panel)
{
	return story_of(rq, "invoice_id", "invoices", id, panel);
}

/* ---- today */

static void
today_item(struct request *rq, const struct db_rows *rows, size_t r,
    struct out *list)
{
	struct work	*w = rq->work;
	struct out	*o = out_add(list, "items");
	int64_t		 due = db_int(rows, r, 3);

	out_int(o, "id", db_int(rows, r, 0));
	out_text(o, "kind_label", kind_label(db_text(rows, r, 1)));
	out_text(o, "icon", activity_icon(db_text(rows, r, 1)));
	out_text(o, "title", db_text(rows, r, 2));
	out_text(o, "when", activity_moment(w, due));
	if (due < w->now_s)
		out_text(o, "late", "1");
	out_text(o, "contact", db_text(rows, r, 5));
	if (db_int(rows, r, 4) != 0)
		out_fmt(o, "contact_href", "/contacts/%lld",
		    (long long)db_int(rows, r, 4));
	out_fmt(o, "href", "/activities/%lld", (long long)db_int(rows, r, 0));
	out_fmt(o, "done_href", "/activities/%lld/done",
	    (long long)db_int(rows, r, 0));
	out_fmt(o, "postpone_href", "/activities/%lld/postpone",
	    (long long)db_int(rows, r, 0));
	out_int(o, "rev", db_int(rows, r, 6));
}

enum err
activities_today(struct request *rq, int most, struct out *list,
    int64_t *late, int64_t *today)
{
	struct work		*w = rq->work;
	const char		*cols[] = {
		"kind", "title", "due_at", "contact_id", "contact_id.", "rev",
		NULL
	};
	const struct filter	 where[] = {
		WHERE_I("owner_id", OP_EQ, w->actor.user_id),
		WHERE_S("state", OP_EQ, "planned"),
		WHERE_I("due_at", OP_LT, zone_day_start(w->zone,
		    work_today(w) + 1)), WHERE_END
	};
	const struct query	 q = {
		.entity = &activity_entity, .cols = cols, .where = where,
		.sort = "due_at", .limit = 500
	};
	struct db_rows		*rows;
	enum err		 e = query_list(w, &q, &rows);

	*late = *today = 0;
	for (size_t i = 0; e == OK && i < rows->n; i++) {
		if (db_int(rows, i, 3) < w->now_s)
			++*late;
		else
			++*today;
		if (i < (size_t)most)
			today_item(rq, rows, i, list);
	}
	return e;
}
