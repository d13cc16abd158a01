/* card.c: the card of a deal: its path, its goods, its steps. */
#include <inttypes.h>
#include <string.h>

#include "base/decimal.h"
#include "base/money.h"
#include "base/str.h"
#include "core/crud.h"
#include "core/field.h"
#include "core/query.h"
#include "mod/deals/deals.h"
#include "mod/deals/screens.h"

#define STEPS	200

static const char *const card_cols[] = {
	"title", "contact_id", "contact_id.", "person_id", "person_id.",
	"pipeline_id", "stage_id", "state", "amount", "currency", "chance",
	"expected_on", "stage_since", "stage_due", "paused_since",
	"pause_why", "loss_reason_id.", "lost_to", "loss_note", "next_on",
	"next_step", "rev", "owner_id", "team_id", "paused_minutes",
	"closed_at", "owner_id.", NULL
};
enum { C_TITLE = 1, C_CONTACT_ID, C_CONTACT, C_PERSON_ID, C_PERSON,
	C_PIPELINE, C_STAGE, C_STATE, C_AMOUNT, C_CURRENCY, C_CHANCE,
	C_EXPECTED, C_SINCE, C_DUE, C_PAUSED, C_WHY, C_REASON, C_LOST_TO,
	C_LOSS_NOTE, C_NEXT_ON, C_NEXT, C_REV, C_OWNER, C_TEAM,
	C_PAUSED_MINUTES, C_CLOSED, C_OWNER_NAME };

/* A card being made. */
struct card {
	struct request		*rq;
	struct out		*page;
	int64_t			 id;
	struct db_rows		*deal;
	struct stages		 all;
	const struct stage	*stage;		/* NULL: gone for good */
	struct db_rows		*steps;
	bool			 may_edit;
};

/* ---- steps */

/* 0 from, 1 to, 2 at, 3 minutes, 4 who; the latest first. */
static enum err
steps_read(struct card *c)
{
	struct work	*w = c->rq->work;

	return db_query(w->db, w->mem, &c->steps, "SELECT l.from_stage, "
	    "l.to_stage, l.at, l.minutes, u.name FROM stage_log l "
	    "LEFT JOIN user u ON u.id = l.user_id WHERE l.deal_id = ? "
	    "ORDER BY l.id DESC LIMIT 200", DB_ARGS(DB_I(c->id)));
}

/* Minutes this deal spent in a stage, all stays together; -1: never there. */
static int64_t
minutes_in(const struct card *c, int64_t stage_id)
{
	int64_t	 sum = 0;
	bool	 been = false;

	for (size_t i = 0; i < c->steps->n; i++) {
		been = been || db_int(c->steps, i, 1) == stage_id;
		if (db_int(c->steps, i, 0) == stage_id)
			sum += db_int(c->steps, i, 3);
	}
	return been ? sum : -1;
}

static const char *
stage_name(const struct card *c, int64_t id)
{
	const struct stage	*s = stage_find(&c->all, id);

	return s != NULL ? s->name : "—";
}

static void
steps_show(struct card *c)
{
	static const struct field	 at = { .type = F_TIME };
	struct work			*w = c->rq->work;

	for (size_t i = 0; i < c->steps->n; i++) {
		struct out	*o = out_add(c->page, "steps");

		out_text(o, "to", stage_name(c, db_int(c->steps, i, 1)));
		if (db_int(c->steps, i, 0) != 0)
			out_text(o, "from", stage_name(c,
			    db_int(c->steps, i, 0)));
		if (db_cell(c->steps, i, 3)->type != DB_NULL)
			out_text(o, "spent", deal_minutes_show(w->mem,
			    db_int(c->steps, i, 3)));
		out_text(o, "when", field_show(w, &at, NULL,
		    db_cell(c->steps, i, 2)));
		out_text(o, "who", db_text(c->steps, i, 4));
	}
}

/* ---- the path */

static int64_t
minutes_now(const struct card *c)
{
	int64_t	 now = db_int(c->deal, 0, C_PAUSED) != 0 ?
		    db_int(c->deal, 0, C_PAUSED) : c->rq->work->now_s;

	return (now - db_int(c->deal, 0, C_SINCE)) / 60 -
	    db_int(c->deal, 0, C_PAUSED_MINUTES);
}

static void
path_current(struct card *c, const struct stage *s, struct out *o)
{
	struct work		*w = c->rq->work;
	const struct clock	 clock = {
		db_int(c->deal, 0, C_SINCE), db_int(c->deal, 0, C_DUE),
		db_int(c->deal, 0, C_PAUSED), db_text(c->deal, 0, C_WHY)
	};
	struct out		*k = out_node(c->page, "clock");
	const char		*kind;

	out_int(o, "current", 1);
	deal_clock_show(w, s, &clock, k);
	kind = out_get(k, "kind");
	if (kind != NULL && strcmp(kind, "none") != 0)
		out_text(o, "state", kind);
	if (s->limit_minutes == 0)
		out_text(o, "sub", deal_minutes_show(w->mem, minutes_now(c)));
	else
		out_text(o, "sub", arena_fmt(w->mem, t("%s of %s"),
		    deal_minutes_show(w->mem, minutes_now(c)),
		    deal_minutes_show(w->mem, s->limit_minutes)));
}

static void
path_show(struct card *c)
{
	struct work	*w = c->rq->work;
	bool		 open = str_eq(db_text(c->deal, 0, C_STATE), "open");
	bool		 passed = true;
	int64_t		 spent;

	for (size_t i = 0; i < c->all.n; i++) {
		const struct stage	*s = &c->all.list[i];
		struct out		*o;

		if (s->pipeline_id != db_int(c->deal, 0, C_PIPELINE) ||
		    (s->gone && s != c->stage) ||
		    (!stage_is(s, "open") && s != c->stage))
			continue;
		o = out_add(c->page, "path");
		out_text(o, "label", s->name);
		spent = minutes_in(c, s->id);
		if (s == c->stage && open) {
			path_current(c, s, o);
			passed = false;
			continue;
		}
		if (s == c->stage) {
			out_int(o, "current", 1);
			out_text(o, "state", stage_is(s, "won") ? "ok" :
			    "late");
		} else if (spent >= 0 && (passed || !open)) {
			out_int(o, "done", 1);
		}
		if (spent > 0 || (spent == 0 && passed && s != c->stage))
			out_text(o, "sub", deal_minutes_show(w->mem, spent));
		else if (open && !passed && s->limit_minutes > 0)
			out_text(o, "sub", arena_fmt(w->mem, t("up to %s"),
			    deal_minutes_show(w->mem, s->limit_minutes)));
	}
}

/* ---- what can be done */

/* The stage after the deal's own; NULL when it is won or lost. */
static const struct stage *
stage_next(const struct card *c)
{
	bool	 here = false;

	if (c->stage == NULL || !stage_is(c->stage, "open"))
		return NULL;
	for (size_t i = 0; i < c->all.n; i++) {
		const struct stage	*s = &c->all.list[i];

		if (s == c->stage)
			here = true;
		else if (here && !s->gone && !stage_is(s, "lost") &&
		    s->pipeline_id == c->stage->pipeline_id)
			return s;
	}
	return NULL;
}

static enum err
moves_put(struct card *c)
{
	struct out		*o = out_node(c->page, "move");
	const struct stage	*next = stage_next(c), *won;

	if (!c->may_edit)
		return OK;
	out_fmt(o, "action", "/deals/%" PRId64 "/stage", c->id);
	out_int(o, "rev", db_int(c->deal, 0, C_REV));
	out_int(o, "stage", db_int(c->deal, 0, C_STAGE));
	out_fmt(o, "next", "/deals/%" PRId64, c->id);
	if (c->stage != NULL && stage_is(c->stage, "open")) {
		out_int(o, "open", 1);
		out_fmt(o, "lose_href", "/deals/%" PRId64
		    "/lose?next=/deals/%" PRId64, c->id, c->id);
		out_fmt(o, "pause_action", "/deals/%" PRId64 "/%s", c->id,
		    db_int(c->deal, 0, C_PAUSED) != 0 ? "resume" : "pause");
		if (db_int(c->deal, 0, C_PAUSED) != 0)
			out_int(o, "paused", 1);
		out_text(o, "guide", c->stage->guide);
	}
	won = stage_first(&c->all, db_int(c->deal, 0, C_PIPELINE), "won");
	if (won != NULL)
		out_int(o, "won", won->id);
	if (next != NULL) {
		out_int(o, "to", next->id);
		out_text(o, "to_label", next->name);
	}
	return deal_moves_show(c->rq->work, &c->all,
	    db_int(c->deal, 0, C_PIPELINE), c->page);
}

/* ---- head, people, loss */

/* The day a deal was won or lost; "" for one in work. */
static const char *
closed_day(struct card *c)
{
	static const struct field	 at = { .type = F_TIME };

	return field_show(c->rq->work, &at, NULL,
	    db_cell(c->deal, 0, C_CLOSED));
}

static void
head_show(struct card *c)
{
	struct work	*w = c->rq->work;
	struct out	*o = out_node(c->page, "deal");
	const char	*state = db_text(c->deal, 0, C_STATE), *day;

	if (c->stage != NULL)
		out_text(o, "pipeline", c->stage->pipeline);
	out_fmt(o, "board_href", "/deals/board?pipeline_id=%" PRId64,
	    db_int(c->deal, 0, C_PIPELINE));
	if (db_cell(c->deal, 0, C_AMOUNT)->type != DB_NULL)
		out_text(o, "amount", money_format(w->mem,
		    db_int(c->deal, 0, C_AMOUNT),
		    db_text(c->deal, 0, C_CURRENCY), lang_code(w->lang),
		    MONEY_FULL));
	out_text(o, "state", state);
	if (str_eq(state, "open"))
		out_text(o, "chance", arena_fmt(w->mem, t("chance %d %%"),
		    (int)db_int(c->deal, 0, C_CHANCE)));
	day = deal_day_show(w, db_text(c->deal, 0, C_EXPECTED));
	if (*day != '\0' && str_eq(state, "open"))
		out_text(o, "expected", arena_fmt(w->mem, t("expected %s"),
		    day));
	if (*closed_day(c) != '\0')
		out_text(o, "closed", arena_fmt(w->mem,
		    str_eq(state, "won") ? t("Won on %s.") :
		    t("Lost on %s."), closed_day(c)));
	out_text(o, "next_step", db_text(c->deal, 0, C_NEXT));
	out_text(o, "next_on", deal_day_show(w, db_text(c->deal, 0, C_NEXT_ON)));
}

static void
person_show(struct card *c, int id_col, const char *sub)
{
	struct out	*o;

	if (db_int(c->deal, 0, (size_t)id_col) == 0)
		return;
	o = out_add(c->page, "people");
	out_text(o, "text", db_text(c->deal, 0, (size_t)id_col + 1));
	out_text(o, "sub", sub);
	if (rights_have(c->rq->work, "contact.see"))
		out_fmt(o, "href", "/contacts/%" PRId64,
		    db_int(c->deal, 0, (size_t)id_col));
}

static void
owner_show(struct card *c)
{
	struct out	*o;

	if (db_text(c->deal, 0, C_OWNER_NAME) == NULL)
		return;
	o = out_add(c->page, "people");
	out_text(o, "text", db_text(c->deal, 0, C_OWNER_NAME));
	out_text(o, "sub", t("answers for it"));
}

static void
loss_fact(struct card *c, const char *label, int column)
{
	struct out	*o;

	if (db_text(c->deal, 0, (size_t)column) == NULL)
		return;
	o = out_add(c->page, "loss");
	out_text(o, "label", label);
	out_text(o, "text", db_text(c->deal, 0, (size_t)column));
}

static void
loss_show(struct card *c)
{
	if (!str_eq(db_text(c->deal, 0, C_STATE), "lost"))
		return;
	loss_fact(c, t("Reason"), C_REASON);
	loss_fact(c, t("Whom they chose"), C_LOST_TO);
	loss_fact(c, t("What we would do otherwise"), C_LOSS_NOTE);
}

/* ---- goods */

static void
line_show(struct card *c, const struct line *l, int64_t cents)
{
	struct work	*w = c->rq->work;
	const char	*currency = db_text(c->deal, 0, C_CURRENCY);
	const char	*lang = lang_code(w->lang);
	struct out	*o = out_add(c->page, "goods");
	int64_t		 minor = cents;

	decimal_rescale(cents, 2, currency_exponent(currency), &minor);
	out_text(o, "name", l->name);
	if (l->product_id != 0)
		out_fmt(o, "href", "/products/%" PRId64, l->product_id);
	out_fmt(o, "quantity", "%s %s", decimal_format_trim(w->mem,
	    l->quantity, 6, lang), unit_label(w->lang, l->unit));
	out_text(o, "price", l->price % 10000 == 0 ? decimal_format(w->mem,
	    l->price / 10000, 2, lang) : decimal_format_trim(w->mem,
	    l->price, 6, lang));
	if (l->discount_percent != 0)
		out_fmt(o, "discount", "%s %%", decimal_format_trim(w->mem,
		    l->discount_percent, 6, lang));
	out_text(o, "vat", vat_label(w->mem, l->vat));
	out_text(o, "net", money_format(w->mem, minor, currency, lang,
	    MONEY_FULL));
}

static void
sum_show(struct card *c, const char *label, int64_t cents, bool strong)
{
	struct work	*w = c->rq->work;
	const char	*currency = db_text(c->deal, 0, C_CURRENCY);
	struct out	*o = out_add(c->page, "goods_sums");
	int64_t		 minor = cents;

	decimal_rescale(cents, 2, currency_exponent(currency), &minor);
	out_text(o, "label", label);
	out_text(o, "text", money_format(w->mem, minor, currency,
	    lang_code(w->lang), MONEY_FULL));
	if (strong)
		out_int(o, "strong", 1);
}

static enum err
goods_show(struct card *c)
{
	const struct doc_terms	 terms = { 0 };
	struct work		*w = c->rq->work;
	struct doc_totals	 tt;
	struct doc_line		*d;
	struct line		*list;
	size_t			 n;
	enum err		 e = deal_lines(w, c->id, &list, &n);

	if (e != OK || n == 0)
		return e;
	if (lines_total(w, &terms, list, n, &tt, &d) != OK)
		return OK;
	for (size_t i = 0; i < n; i++)
		line_show(c, &list[i], d[i].net);
	if (tt.vat_sum != 0) {
		sum_show(c, t("Without VAT"), tt.net, false);
		sum_show(c, t("VAT"), tt.vat_sum, false);
		sum_show(c, t("Total with VAT"), tt.gross, true);
	} else {
		sum_show(c, t("Total"), tt.gross, true);
	}
	return OK;
}

enum err
deals_card_fill(struct request *rq, int64_t id, struct out *page)
{
	struct card	 c = { .rq = rq, .page = page, .id = id };
	enum err	 e = query_get(rq->work, &deal_entity, id, card_cols,
			    &c.deal);

	if (e == OK)
		e = stages_load(rq->work, &c.all);
	if (e == OK)
		e = steps_read(&c);
	if (e != OK)
		return e;
	c.stage = stage_find(&c.all, db_int(c.deal, 0, C_STAGE));
	c.may_edit = rights_reach(rq->work, &deal_entity, VERB_EDIT,
	    db_int(c.deal, 0, C_OWNER), db_int(c.deal, 0, C_TEAM));
	head_show(&c);
	path_show(&c);
	person_show(&c, C_CONTACT_ID, t("who pays"));
	person_show(&c, C_PERSON_ID, t("contact person"));
	owner_show(&c);
	loss_show(&c);
	steps_show(&c);
	e = moves_put(&c);
	return e != OK ? e : goods_show(&c);
}
