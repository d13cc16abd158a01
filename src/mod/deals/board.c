/* board.c: the open deals of a pipeline, in lanes by stage. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "core/crud_parts.h"
#include "core/form.h"
#include "core/query.h"
#include "core/reply.h"
#include "core/site.h"
#include "mod/deals/deals.h"
#include "mod/deals/rules.h"
#include "mod/deals/screens.h"

#define CARDS		15	/* of one lane that are read */
#define FIRST		25	/* of the whole board that are shown at first */
#define LANES		40
#define CURRENCIES	20	/* of one sum */

/* A board being made. */
struct board {
	struct request		*rq;
	struct stages		 all;
	int64_t			 pipeline_id;
	int64_t			 owner_id;	/* 0: everybody's */
	const struct stage	*lane[LANES];
	size_t			 nlanes;
	struct db_rows		*cards;
	struct deal_count	*counts;
	size_t			 ncounts;
	int			 late, warn, hold;	/* among the cards shown */
	bool			 cut;	/* some lane holds more late cards */
	/* The next cards of one lane alone: behind this one. */
	const struct stage	*only;
	int64_t			 after_id, after_due;	/* due 0: none */
	int64_t			 before;	/* how many are shown already */
};

static const char *const card_cols[] = {
	"title", "contact_id.", "amount", "currency", "owner_id.",
	"stage_since", "stage_due", "paused_since", "pause_why", "next_on",
	"next_step", "owner_id", "team_id", NULL
};
enum { C_LANE = 1, C_TITLE, C_CONTACT, C_AMOUNT, C_CURRENCY, C_OWNER,
	C_SINCE, C_DUE, C_PAUSED, C_WHY, C_NEXT_ON, C_NEXT, C_OWNER_ID,
	C_TEAM_ID };

/* ---- sums */

/* Sums of deals, currency by currency. */
struct sums {
	const char	*currency[CURRENCIES];
	int64_t		 amount[CURRENCIES];
	size_t		 n;
	int64_t		 deals;
};

static void
sums_add(struct sums *s, const struct deal_count *c)
{
	size_t	 i;

	s->deals += c->deals;
	if (c->amount == 0)
		return;
	for (i = 0; i < s->n; i++)
		if (str_eq(s->currency[i], c->currency))
			break;
	if (i == CURRENCIES)
		return;
	if (i == s->n) {
		s->currency[i] = c->currency;
		s->amount[i] = 0;
		s->n++;
	}
	s->amount[i] += c->amount;
}

/* The firm's own currency comes first. */
static void
sums_order(struct sums *s, const char *first)
{
	for (size_t i = 1; i < s->n; i++)
		if (str_eq(s->currency[i], first)) {
			const char	*c = s->currency[0];
			int64_t		 a = s->amount[0];

			s->currency[0] = s->currency[i];
			s->amount[0] = s->amount[i];
			s->currency[i] = c;
			s->amount[i] = a;
		}
}

/* What stands in a stage (0: in all lanes). */
static void
sums_of(const struct board *b, int64_t stage_id, struct sums *s)
{
	memset(s, 0, sizeof(*s));
	for (size_t i = 0; i < b->ncounts; i++) {
		const struct deal_count	*c = &b->counts[i];
		const struct stage	*st = stage_find(&b->all, c->stage_id);

		if (b->owner_id != 0 && c->owner_id != b->owner_id)
			continue;
		if (stage_id != 0 ? c->stage_id == stage_id :
		    st != NULL && !st->gone && stage_is(st, "open"))
			sums_add(s, c);
	}
	sums_order(s, b->rq->work->site->currency);
}

/* ---- addresses */

/* The board's address with another pipeline or owner ("me", "7", NULL all). */
static const char *
board_href(const struct board *b, int64_t pipeline_id, const char *owner)
{
	return arena_fmt(b->rq->work->mem, "/deals/board?pipeline_id=%" PRId64
	    "%s%s", pipeline_id, owner != NULL ? "&owner=" : "",
	    owner != NULL ? owner : "");
}

static const char *
owner_text(const struct board *b)
{
	if (b->owner_id == 0)
		return NULL;
	return b->owner_id == b->rq->work->actor.user_id ? "me" :
	    arena_fmt(b->rq->work->mem, "%" PRId64, b->owner_id);
}

/* ---- what is asked for */

static enum err
board_ask(struct board *b)
{
	struct request		*rq = b->rq;
	const char		*owner = in_raw(rq, "owner");
	int64_t			 id = 0;
	const struct stage	*first;
	enum err		 e = stages_load(rq->work, &b->all);

	if (e != OK)
		return e;
	if (in_raw(rq, "pipeline_id") != NULL &&
	    str_int64(in_raw(rq, "pipeline_id"), &id) != OK)
		return ERR_NOTFOUND;
	first = stage_first(&b->all, id, NULL);
	if (first == NULL)
		return id == 0 ? OK : ERR_NOTFOUND;
	b->pipeline_id = first->pipeline_id;
	if (str_eq(owner, "me"))
		b->owner_id = rq->work->actor.user_id;
	else if (owner != NULL && *owner != '\0' &&
	    str_int64(owner, &b->owner_id) != OK)
		return ERR_NOTFOUND;
	for (size_t i = 0; i < b->all.n && b->nlanes < LANES; i++) {
		const struct stage	*s = &b->all.list[i];

		if (s->pipeline_id == b->pipeline_id && !s->gone &&
		    stage_is(s, "open"))
			b->lane[b->nlanes++] = s;
	}
	return OK;
}

/*
 * The lane whose next cards are asked for: stage, and the card after which
 * they come as "due.id.number of cards shown".
 */
static enum err
lane_ask(struct board *b)
{
	const char	*after = in_raw(b->rq, "after"), *part;
	int64_t		*out[] = { &b->after_due, &b->after_id, &b->before };
	int64_t		 stage;
	size_t		 n;

	if (in_raw(b->rq, "stage") == NULL)
		return OK;
	if (after == NULL || str_int64(in_raw(b->rq, "stage"), &stage) != OK)
		return ERR_NOTFOUND;
	for (int i = 0; i < 3; i++)
		if (!str_split(&after, '.', &part, &n) || str_int64(arena_fmt(
		    b->rq->work->mem, "%.*s", (int)n, part), out[i]) != OK)
			return ERR_NOTFOUND;
	for (size_t i = 0; i < b->nlanes; i++)
		if (b->lane[i]->id == stage)
			b->only = b->lane[i];
	if (b->only == NULL)
		return ERR_NOTFOUND;
	b->lane[0] = b->only;
	b->nlanes = 1;
	return OK;
}

static enum err
board_read(struct board *b)
{
	struct work	*w = b->rq->work;
	struct query	*lanes = arena_alloc(w->mem,
			    (b->nlanes + 1) * sizeof(*lanes));
	enum err	 e;

	for (size_t i = 0; i < b->nlanes; i++) {
		struct filter	*where = arena_alloc(w->mem,
				    3 * sizeof(*where));

		where[0] = (struct filter)WHERE_I("stage_id", OP_EQ,
		    b->lane[i]->id);
		if (b->owner_id != 0)
			where[1] = (struct filter)WHERE_I("owner_id", OP_EQ,
			    b->owner_id);
		lanes[i] = (struct query){ .entity = &deal_entity,
		    .cols = card_cols, .where = where, .sort = "stage_due",
		    .limit = CARDS + 1, .after = b->only != NULL,
		    .after_id = b->after_id, .after_value = { .type =
		    b->after_due != 0 ? DB_INT : DB_NULL,
		    .i = b->after_due } };
	}
	e = query_lanes(w, lanes, b->nlanes, &b->cards);
	if (e == OK)
		e = deal_counts(w, b->pipeline_id, &b->counts, &b->ncounts);
	return e;
}

/* ---- what is shown */

static void
step_show(struct work *w, const struct db_rows *r, size_t i, struct out *o)
{
	const char	*what = db_text(r, i, C_NEXT);
	const char	*when = deal_day_show(w, db_text(r, i, C_NEXT_ON));

	if (what == NULL && *when == '\0') {
		out_text(o, "kind", "warn");
		out_text(o, "text", t("no next step"));
		return;
	}
	if (what == NULL || *when == '\0')
		out_text(o, "text", what != NULL ? what : when);
	else
		out_fmt(o, "text", "%s, %s", when, what);
}

static struct clock
clock_of(const struct db_rows *r, size_t i)
{
	return (struct clock){ db_int(r, i, C_SINCE), db_int(r, i, C_DUE),
	    db_int(r, i, C_PAUSED), db_text(r, i, C_WHY) };
}

/* Cards that are read count, also those that are not shown at first. */
static void
clock_count(struct board *b, const struct stage *s, size_t i)
{
	const struct clock	 c = clock_of(b->cards, i);
	const char		*kind = deal_clock_kind(b->rq->work, s, &c);

	if (kind == NULL)
		return;
	b->late += strcmp(kind, "late") == 0;
	b->warn += strcmp(kind, "warn") == 0;
	b->hold += strcmp(kind, "hold") == 0;
}

static void
card_show(struct board *b, const struct stage *s, size_t i, struct out *o)
{
	struct work		*w = b->rq->work;
	const struct db_rows	*r = b->cards;
	const char		*owner = db_text(r, i, C_OWNER);
	const struct clock	 c = clock_of(r, i);

	out_int(o, "id", db_int(r, i, 0));
	out_int(o, "stage", s->id);
	out_fmt(o, "href", "/deals/%" PRId64, db_int(r, i, 0));
	out_text(o, "title", db_text(r, i, C_TITLE));
	if (!str_eq(db_text(r, i, C_CONTACT), db_text(r, i, C_TITLE)))
		out_text(o, "org", db_text(r, i, C_CONTACT));
	if (db_cell(r, i, C_AMOUNT)->type != DB_NULL)
		out_text(o, "sum", deal_amount_show(w, db_int(r, i, C_AMOUNT),
		    db_text(r, i, C_CURRENCY)));
	if (owner != NULL) {
		out_text(o, "owner", owner);
		out_text(o, "ava", crud_initials(w->mem, owner));
	}
	deal_clock_show(w, s, &c, out_node(o, "clock"));
	step_show(w, r, i, out_node(o, "step"));
	if (rights_reach(w, &deal_entity, VERB_EDIT,
	    db_int(r, i, C_OWNER_ID), db_int(r, i, C_TEAM_ID)))
		out_int(o, "may_move", 1);
	if (b->owner_id != 0)		/* else the deal's board is meant */
		out_text(o, "next", board_href(b, b->pipeline_id,
		    owner_text(b)));
}

static void
lane_sums(struct board *b, int64_t stage_id, int64_t read, int64_t shown,
    struct out *lane)
{
	struct work	*w = b->rq->work;
	struct sums	 s;

	sums_of(b, stage_id, &s);
	/* Deals that one only observes are shown and not counted. */
	if (s.deals < read)
		s.deals = read;
	out_int(lane, "count", s.deals);
	for (size_t i = 0; i < s.n; i++) {
		const char	*text = deal_amount_show(w, s.amount[i],
				    s.currency[i]);

		if (i == 0)
			out_text(lane, "sum", text);
		else
			out_text(out_node(lane, "other"), arena_fmt(w->mem,
			    "%zu", i), text);
	}
	if (s.deals <= shown)
		return;
	out_text(lane, "more", arena_fmt(w->mem, tn("%d more", "%d more",
	    (long)(s.deals - shown)), (int)(s.deals - shown)));
	out_fmt(lane, "more_href", "/deals?stage_id=%" PRId64 "%s%s",
	    stage_id, b->owner_id != 0 ? "&owner_id=" : "",
	    b->owner_id != 0 ? owner_text(b) : "");
}

/* Where the cards behind row i of the lane come from. */
static void
lane_next(const struct board *b, int64_t stage_id, size_t i, int64_t shown,
    struct out *lane)
{
	out_fmt(lane, "next_href", "%s&stage=%" PRId64 "&after=%" PRId64
	    ".%" PRId64 ".%" PRId64, board_href(b, b->pipeline_id,
	    owner_text(b)), stage_id, db_int(b->cards, i, C_DUE),
	    db_int(b->cards, i, 0), shown);
}

/* How many cards of a lane were read. */
static int64_t
lane_cards(const struct board *b, size_t lane)
{
	int64_t	 n = 0;

	for (size_t i = 0; i < b->cards->n; i++)
		n += db_int(b->cards, i, C_LANE) == (int64_t)lane;
	return n;
}

/* How many of them are shown: each lane its part, what is left in turn. */
static void
cards_share(const struct board *b, int64_t *most)
{
	int64_t	 left = b->only != NULL ? CARDS : FIRST, n[LANES], given = 1;

	for (size_t i = 0; i < b->nlanes; i++) {
		n[i] = lane_cards(b, i);
		most[i] = 0;
	}
	while (left > 0 && given > 0) {
		given = 0;
		for (size_t i = 0; i < b->nlanes && left > 0; i++)
			if (most[i] < n[i]) {
				most[i]++;
				left--;
				given++;
			}
	}
}

/* The cards of a lane, most of them; the states of all are counted. */
static void
lane_show(struct board *b, size_t lane, int64_t most)
{
	const struct stage	*s = b->lane[lane];
	struct out		*o = out_add(b->rq->page, "lanes");
	int64_t			 shown = 0;
	size_t			 last = 0;
	int			 late = b->late;

	out_int(o, "id", s->id);
	out_text(o, "name", s->name);
	if (s->limit_minutes > 0)
		out_text(o, "limit", deal_minutes_show(b->rq->work->mem,
		    s->limit_minutes));
	for (size_t i = 0; i < b->cards->n; i++) {
		if (db_int(b->cards, i, C_LANE) != (int64_t)lane)
			continue;
		clock_count(b, s, i);
		if (shown == most)
			continue;
		card_show(b, s, i, out_add(o, "deals"));
		last = i;
		shown++;
	}
	b->cut = b->cut || b->late - late > CARDS;
	lane_sums(b, s->id, b->before + lane_cards(b, lane),
	    b->before + shown, o);
	if (shown > 0 && out_get(o, "more") != NULL)
		lane_next(b, s->id, last, b->before + shown, o);
}

static void
state_show(struct board *b, const char *kind, const char *text)
{
	struct out	*o = out_add(out_node(b->rq->page, "board"), "sums");

	out_text(o, "kind", kind);
	out_text(o, "text", text);
}

/* "2 late", "27 deals, 4 242 550 UAH + 12 400 EUR". */
static void
totals_show(struct board *b)
{
	struct work	*w = b->rq->work;
	struct sums	 s;
	struct str	 text;

	if (b->late > 0)
		state_show(b, "late", arena_fmt(w->mem, t("%d%s late"),
		    b->late, b->cut ? "+" : ""));
	if (b->warn > 0)
		state_show(b, "warn", arena_fmt(w->mem, t("%d soon"),
		    b->warn));
	if (b->hold > 0)
		state_show(b, "hold", arena_fmt(w->mem, t("%d paused"),
		    b->hold));
	sums_of(b, 0, &s);
	str_init(&text, w->mem);
	str_fmt(&text, tn("%d deal", "%d deals", (long)s.deals),
	    (int)s.deals);
	for (size_t i = 0; i < s.n; i++)
		str_fmt(&text, "%s%s", i == 0 ? " · " : " + ",
		    deal_amount_show(w, s.amount[i], s.currency[i]));
	out_text(out_node(b->rq->page, "board"), "total", text.s);
}

static void
link_show(struct out *page, const char *list, const char *label,
    const char *href, const char *icon, bool current)
{
	struct out	*o = out_add(page, list);

	out_text(o, "label", label);
	out_text(o, "href", href);
	out_text(o, "icon", icon);
	if (current)
		out_int(o, "current", 1);
}

/* The ways round the board: pipelines, whose deals, as a list. */
static void
head_show(struct board *b)
{
	struct out	*page = b->rq->page, *o = out_node(page, "board");
	struct work	*w = b->rq->work;
	int64_t		 last = 0;
	bool		 mine = b->owner_id == w->actor.user_id;

	out_text(page, "title", t("Deals"));
	out_text(o, "title", t("Deals"));
	out_text(o, "label", t("Board of deals"));
	for (size_t i = 0; i < b->all.n; i++) {
		const struct stage	*s = &b->all.list[i];

		if (s->gone || s->pipeline_id == last)
			continue;
		last = s->pipeline_id;
		link_show(page, "pipelines", s->pipeline, board_href(b, last,
		    owner_text(b)), NULL, last == b->pipeline_id);
	}
	link_show(page, "whose", t("All"), board_href(b,
	    b->pipeline_id, NULL), "users", b->owner_id == 0);
	link_show(page, "whose", t("Mine"), board_href(b, b->pipeline_id,
	    "me"), "user", mine);
	link_show(page, "ways", t("Board"), board_href(b, b->pipeline_id,
	    owner_text(b)), "layout-kanban", true);
	link_show(page, "ways", t("List"), "/deals", "list", false);
	link_show(page, "ways", t("Report"), arena_fmt(w->mem,
	    "/reports/funnel?pipeline_id=%" PRId64, b->pipeline_id),
	    "chart-bar", false);
	if (!rights_have(w, "deal.create"))
		return;
	o = out_add(page, "actions");
	out_text(o, "label", t("New deal"));
	out_text(o, "href", "/deals/new");
	out_text(o, "icon", "plus");
	out_int(o, "primary", 1);
}

enum err
deals_board(struct request *rq)
{
	struct board	 b = { .rq = rq };
	int64_t		 most[LANES];
	enum err	 e = board_ask(&b);

	if (e == OK)
		e = lane_ask(&b);
	if (e == OK)
		e = board_read(&b);
	if (e == OK)
		e = deal_moves_show(rq->work, &b.all, b.pipeline_id, rq->page);
	if (e != OK)
		return e;
	if (b.only == NULL)
		head_show(&b);
	cards_share(&b, most);
	for (size_t i = 0; i < b.nlanes; i++)
		lane_show(&b, i, most[i]);
	if (b.only != NULL)
		return reply_page(rq, "deals/lane.cst");
	totals_show(&b);
	return reply_page(rq, "deals/board.cst");
}
