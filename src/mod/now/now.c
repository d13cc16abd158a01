/* now.c: the start page: one queue of what to do next. */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/form.h"
#include "core/module.h"
#include "core/reply.h"
#include "core/rights.h"
#include "mod/activities/activities.h"
#include "mod/now/parts.h"

#define SHOWN	18	/* rows of the queue unless all are asked for */

static const struct {
	const char	*name;		/* in the address */
	const char	*label;
} parts[PARTS] = {
	[PART_LATE] = { "late", N_("Overdue") },
	[PART_TODAY] = { "today", N_("Today") },
	[PART_MONEY] = { "money", N_("Not paid") },
	[PART_STEP] = { "step", N_("No next step") }
};

/* What the page is asked for. */
struct asked {
	enum whose whose;
	int	 part;		/* PARTS: all of them */
	bool	 whole;		/* every row */
};

static enum err
asked_read(struct request *rq, struct asked *a)
{
	const char	*part = in_raw(rq, "part");

	a->whose = in_raw(rq, "team") == NULL ? WHOSE_USUAL :
	    in_flag(rq, "team") ? WHOSE_ALL : WHOSE_MINE;
	a->whole = in_flag(rq, "all");
	for (a->part = 0; part != NULL && a->part < PARTS; a->part++)
		if (strcmp(parts[a->part].name, part) == 0)
			return OK;
	a->part = PARTS;
	return part == NULL || *part == '\0' ? OK : ERR_NOTFOUND;
}

static const char *
now_href(struct work *w, enum whose whose, int part, bool whole)
{
	struct str	 s;

	str_init(&s, w->mem);
	str_add(&s, "/now");
	if (whose != WHOSE_USUAL)
		str_fmt(&s, "?team=%d", whose == WHOSE_ALL);
	if (part != PARTS)
		str_fmt(&s, "%cpart=%s", s.n > 4 ? '&' : '?',
		    parts[part].name);
	if (whole)
		str_fmt(&s, "%call=1", s.n > 4 ? '&' : '?');
	return s.s;
}

/* ---- the head */

static void
link_add(struct request *rq, const char *list, const char *label,
    const char *href, bool current)
{
	struct out	*o = out_add(rq->page, list);

	out_text(o, "label", label);
	out_text(o, "href", href);
	if (current)
		out_int(o, "current", 1);
}

/* Whether somebody else's deals or tasks are seen, and how that is called. */
static const char *
others_label(const struct work *w)
{
	enum scope	 deals = rights_scope(w, &deal_entity, VERB_SEE);
	enum scope	 tasks = rights_scope(w, &activity_entity, VERB_SEE);
	enum scope	 most = deals > tasks ? deals : tasks;

	return most == SCOPE_ALL ? t("Everybody's") :
	    most == SCOPE_TEAM ? t("The team's") : NULL;
}

/* "Wednesday, 19.11.2025, 10:24" */
static const char *
moment_show(struct work *w)
{
	static const char *const days[] = {
		N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"),
		N_("Friday"), N_("Saturday"), N_("Sunday")
	};
	int32_t	 today = work_today(w);

	return arena_fmt(w->mem, "%s, %s, %s",
	    t(days[date_weekday(today) - 1]), date_format(w->mem, today,
	    lang_code(w->lang)), now_clock(w, w->now_s));
}

static void
head_show(struct request *rq, const struct asked *a, const struct queue *q)
{
	struct work	*w = rq->work;
	const char	*others = others_label(w);

	out_text(out_node(rq->page, "now"), "sub", q->n == 0 ?
	    moment_show(w) : arena_fmt(w->mem, "%s · %s%s", moment_show(w),
	    arena_fmt(w->mem, tn("%d thing to do", "%d things to do",
	    (long)q->n), (int)q->n), q->cut ? "+" : ""));
	if (others == NULL)
		return;
	link_add(rq, "ways", t("Mine"), now_href(w, WHOSE_MINE, a->part,
	    false), !q->all);
	link_add(rq, "ways", others, now_href(w, WHOSE_ALL, a->part, false),
	    q->all);
}

static void
tabs_show(struct request *rq, const struct asked *a, const struct queue *q)
{
	struct work	*w = rq->work;
	size_t		 n[PARTS + 1] = { [PARTS] = q->n };

	for (size_t i = 0; i < q->n; i++)
		n[q->list[i].part]++;
	for (int k = PARTS, done = 0; done <= PARTS; k = done++) {
		struct out	*o;

		if (k != PARTS && n[k] == 0 && a->part != k)
			continue;
		o = out_add(rq->page, "views");
		out_text(o, "label", k == PARTS ? t("All") :
		    t(parts[k].label));
		out_text(o, "href", now_href(w, a->whose, k, false));
		out_fmt(o, "count", "%zu", n[k]);
		if (a->part == k)
			out_int(o, "current", 1);
	}
}

/* ---- the queue */

/* Digits of a phone for a link. */
static const char *
digits(struct arena *mem, const char *phone)
{
	struct str	 s;

	str_init(&s, mem);
	for (; phone != NULL && *phone != '\0'; phone++)
		if (*phone >= '0' && *phone <= '9')
			str_addc(&s, *phone);
	return s.n > 0 ? s.s : NULL;
}

static void
item_show(struct request *rq, const struct item *it, struct out *o)
{
	struct work	*w = rq->work;

	out_text(o, "kind", it->kind);
	out_text(o, "icon", it->icon);
	out_text(o, "title", it->title);
	out_text(o, "href", it->href);
	out_text(o, "state", it->state);
	out_text(o, "rule", it->rule);
	out_text(o, "who", it->who);
	out_text(o, "who_href", it->who_href);
	out_text(o, "phone", it->phone);
	out_text(o, "tel", digits(w->mem, it->phone));
	out_text(o, "sum", it->sum);
	out_text(o, "open_label", it->open);
	if (it->call)
		out_int(o, "call", 1);
	if (it->deal_id != 0 && rights_have(w, "activity.create"))
		out_fmt(o, "plan_href",
		    "/activities/new?kind=task&deal_id=%" PRId64,
		    it->deal_id);
	if (it->activity_id == 0)
		return;
	out_fmt(o, "done_href", "/activities/%" PRId64 "/done",
	    it->activity_id);
	out_fmt(o, "later_href", "/activities/%" PRId64 "/postpone",
	    it->activity_id);
	out_int(o, "rev", it->rev);
}

static void
queue_show(struct request *rq, const struct asked *a, const struct queue *q)
{
	struct work	*w = rq->work;
	size_t		 n = 0;
	struct out	*o;

	out_text(out_node(rq->page, "now"), "here",
	    now_href(w, a->whose, a->part, a->whole));
	for (size_t i = 0; i < q->n; i++) {
		if (a->part != PARTS && (int)q->list[i].part != a->part)
			continue;
		n++;
		if (n > SHOWN && !a->whole)
			continue;
		item_show(rq, &q->list[i], n == 1 ?
		    out_node(rq->page, "first") :
		    out_add(rq->page, "queue"));
	}
	out_text(out_node(rq->page, "first"), "why_href", "/help/now");
	if (n <= SHOWN || a->whole)
		return;
	o = out_node(rq->page, "rest");
	out_text(o, "href", now_href(w, a->whose, a->part, true));
	out_text(o, "label", arena_fmt(w->mem, tn("Show %d more",
	    "Show %d more", (long)(n - SHOWN)), (int)(n - SHOWN)));
}

/* ---- when there is nothing */

static void
step_add(struct request *rq, const char *perm, const char *title,
    const char *text, const char *href, const char *icon)
{
	struct out	*o;

	if (!rights_have(rq->work, perm))
		return;
	o = out_add(rq->page, "steps");
	out_text(o, "title", title);
	out_text(o, "text", text);
	out_text(o, "href", href);
	out_text(o, "icon", icon);
}

/* A firm that has just begun is shown how. */
static void
empty_show(struct request *rq, const struct queue *q)
{
	struct out	*o = out_node(rq->page, "empty"), *a;

	if (q->deals) {
		out_text(o, "text", t("Nothing is overdue and nothing is "
		    "left for today. Look ahead, or write down what is "
		    "next."));
		a = out_add(rq->page, "empty_actions");
		out_text(a, "label", t("Open the board"));
		out_text(a, "href", "/deals/board");
		return;
	}
	out_text(o, "title", t("Three steps, and it works"));
	out_text(o, "text", t("Here will stand what to do next: calls, "
	    "tasks, late deals, unpaid invoices, the most urgent first."));
	step_add(rq, "contact.import", t("Import your contacts"),
	    t("From a spreadsheet or another program, as a CSV file."),
	    "/import/contacts", "file-import");
	step_add(rq, "contact.create", t("Or add a contact by hand"),
	    t("A firm or a person, with a phone."), "/contacts/new",
	    "address-book");
	step_add(rq, "product.create", t("Add what you sell"),
	    t("A product or a service with its price and VAT."),
	    "/products/new", "tags");
	step_add(rq, "deal.create", t("Open the first deal"),
	    t("Whom you sell to, what, and the next step."), "/deals/new",
	    "layout-kanban");
}

/* GET /now */
static enum err
now_show(struct request *rq)
{
	struct queue	*q = arena_alloc(rq->work->mem, sizeof(*q));
	struct asked	 a;
	enum err	 e = asked_read(rq, &a);

	if (e == OK)
		e = queue_read(rq->work, a.whose, q);
	if (e != OK)
		return e;
	head_show(rq, &a, q);
	if (q->n > 0) {
		tabs_show(rq, &a, q);
		queue_show(rq, &a, q);
	} else
		empty_show(rq, q);
	now_agenda(rq, q);
	if (rights_have(rq->work, "deal.see"))
		now_deals(rq, q);
	if (rights_have(rq->work, "invoice.see"))
		now_invoices(rq, q);
	return reply_page(rq, "now.cst");
}

static const struct route now_routes[] = {
	{ GET, "/now", now_show, SIGNED, NULL },
	{ 0 }
};

static const struct place now_places[] = {
	{ N_("Now"), "/now", "bolt", SIGNED, "menu" },
	{ 0 }
};

const struct module now_module = {
	.name = "now",
	.needs = "activities contacts deals documents",
	.routes = now_routes,
	.places = now_places
};
