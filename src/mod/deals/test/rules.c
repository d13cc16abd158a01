/* Rules of deals on a database: amounts, clocks, counts, funnels. */
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "core/module.h"
#include "core/query.h"
#include "core/record.h"
#include "core/site.h"
#include "mod/contacts/contacts.h"
#include "mod/deals/deals.h"
#include "mod/deals/passes.h"
#include "mod/deals/rules.h"
#include "tests/unit/base.h"

#define HOUR	3600
#define START	INT64_C(1760000000)

static const struct site	 site = {
	.rev = 1, .firm = "Firm", .country = "UA", .currency = "UAH",
	.lang = LANG_EN, .zone_name = "Europe/Kyiv", .reg_no = "",
	.vat_no = "143605704021"
};

static int64_t
contact_make(struct work *w)
{
	const struct change	 c[] = {
		SET_TEXT("name", "Mill"),
		SET_CHOICE("kind", "organisation"), { 0 }
	};
	int64_t			 id = 0;

	record_create(w, &contact_entity, c, &id);
	return id;
}

static int64_t
deal_make(struct work *w, int64_t contact, int64_t amount)
{
	const struct change	 c[] = {
		SET_REF("contact_id", contact), SET_MONEY("amount", amount),
		{ 0 }
	};
	int64_t			 id = 0;

	record_create(w, &deal_entity, c, &id);
	return id;
}

static int64_t
value(struct work *w, int64_t deal, const char *path)
{
	int64_t	 v = -1;

	query_int(w, &deal_entity, deal, path, &v);
	return v;
}

static enum err
move(struct work *w, int64_t deal, int64_t stage, int64_t reason)
{
	const struct deal_move	 to = {
		.stage_id = stage, .loss_reason_id = reason
	};

	w->problems = NULL;
	return deal_set_stage(w, deal, REV_ANY, &to);
}

/* Deals and money of a stage, by counters. */
static void
counted(struct work *w, int64_t stage, int64_t *deals, int64_t *amount)
{
	struct deal_count	*list;
	size_t			 n = 0;

	*deals = *amount = 0;
	deal_counts(w, 1, &list, &n);
	for (size_t i = 0; i < n; i++)
		if (list[i].stage_id == stage) {
			*deals += list[i].deals;
			*amount += list[i].amount;
		}
}

static void
test_clock(struct work *w, int64_t contact)
{
	int64_t	 d = deal_make(w, contact, 100);

	check(value(w, d, "stage_due") == START + 24 * HOUR,
	    "a stage's limit gives the moment when a deal is late");
	w->now_s = START + HOUR;
	check(deal_pause(w, d, REV_ANY, "meeting") == OK &&
	    deal_pause(w, d, REV_ANY, NULL) == ERR_INVALID,
	    "a deal is paused once");
	w->now_s = START + 3 * HOUR;
	check(deal_resume(w, d, REV_ANY) == OK &&
	    value(w, d, "stage_due") == START + 26 * HOUR &&
	    value(w, d, "paused_minutes") == 120,
	    "a pause puts the end of the stage off");
	w->now_s = START + 4 * HOUR;
	check(move(w, d, 2, 0) == OK && value(w, d, "paused_minutes") == 0 &&
	    value(w, d, "stage_since") == w->now_s,
	    "another stage starts its own clock");
	record_delete(w, &deal_entity, d, REV_ANY);
	w->now_s = START;
}

static void
test_moves(struct work *w, int64_t contact)
{
	int64_t	 d = deal_make(w, contact, 100);

	check(move(w, d, 99, 0) == ERR_INVALID, "there is no stage 99");
	check(move(w, d, 7, 0) == ERR_INVALID &&
	    work_problem(w, 0, "loss_reason_id") != NULL,
	    "a loss needs a reason");
	check(move(w, d, 7, 1) == OK && value(w, d, "closed_at") == START,
	    "a lost deal is closed");
	check(move(w, d, 1, 0) == OK && value(w, d, "loss_reason_id") == 0 &&
	    value(w, d, "closed_at") == 0, "a deal is opened again");
	record_delete(w, &deal_entity, d, REV_ANY);
}

static void
test_counts(struct work *w, int64_t contact)
{
	int64_t	 ids[3], deals, amount;
	bool	 good = true;

	for (int i = 0; i < 3; i++)
		ids[i] = deal_make(w, contact, 1000);
	counted(w, 1, &deals, &amount);
	check(deals == 3 && amount == 3000, "new deals are counted");
	for (int64_t i = 0; i < 900; i++) {	/* deltas are folded */
		const struct change	 c[] = {
			SET_MONEY("amount", 2000 + i), { 0 }
		};

		good = good && record_save(w, &deal_entity, ids[i % 3],
		    REV_ANY, c) == OK;
	}
	counted(w, 1, &deals, &amount);
	check(good && deals == 3 && amount == 2897 + 2898 + 2899,
	    "900 changes later they are what the deals say");
	move(w, ids[0], 3, 0);
	record_delete(w, &deal_entity, ids[1], REV_ANY);
	counted(w, 1, &deals, &amount);
	check(deals == 1 && amount == 2899,
	    "what moves or goes is not counted where it was");
	check(tally_look(w, &board_tally, false, &deals) == OK && deals == 0,
	    "doctor finds them right");
	db_exec(w->db, "UPDATE tally SET n = n + 1 WHERE kind = 'board' "
	    "LIMIT 1", DB_NOARGS);
	check(tally_look(w, &board_tally, false, &deals) == OK && deals > 0,
	    "and one that is not");
	check(tally_look(w, &board_tally, true, &deals) == OK && deals == 0 &&
	    tally_look(w, &board_tally, false, &deals) == OK && deals == 0,
	    "which is mended");
	counted(w, 1, &deals, &amount);
	check(deals == 1 && amount == 2899, "and come to the same");
	record_delete(w, &deal_entity, ids[0], REV_ANY);
	record_delete(w, &deal_entity, ids[2], REV_ANY);
}

/* What went before is not of the funnel. */
static void
funnel_clear(struct work *w)
{
	int64_t	 wrong;

	db_exec(w->db, "DELETE FROM stage_log WHERE id > 0", DB_NOARGS);
	check(tally_look(w, &funnel_tally, true, &wrong) == OK &&
	    tally_look(w, &funnel_tally, false, &wrong) == OK && wrong == 0,
	    "a funnel is counted anew");
}

/* Three deals: one won, one lost at the second stage, one not moved. */
static void
test_funnel(struct work *w, int64_t contact)
{
	const struct funnel_ask	 ask = {
		.from = date_of_s(START), .to = date_of_s(START)
	};
	struct funnel_stage	*f;
	struct funnel		 got = { 0 };
	size_t			 n;
	int64_t			 a = deal_make(w, contact, 1);
	int64_t			 b = deal_make(w, contact, 2);

	deal_make(w, contact, 3);
	w->now_s = START + HOUR;
	move(w, a, 2, 0);
	w->now_s = START + 3 * HOUR;
	move(w, b, 2, 0);
	w->now_s = START + 24 * HOUR;
	move(w, a, 6, 0);
	w->now_s = START + 26 * HOUR;
	move(w, b, 7, 1);
	check(deal_funnel(w, &ask, 1, &got) == OK && got.n == 7,
	    "the funnel of the first pipeline has its stages");
	f = got.stages;
	n = got.n;
	check(n == 7 && f[0].entered == 3 && f[0].moved == 2 &&
	    f[0].lost == 0, "two of three went on from the first");
	check(n == 7 && f[0].median_minutes == 120 &&
	    f[0].left_minutes == 120, "after one and three hours");
	check(n == 7 && f[1].entered == 2 && f[2].entered == 0,
	    "who passed the third a day later is not of this period");
	w->now_s = START;
}

static void
test_whole_funnel(struct work *w)
{
	const struct funnel_ask	 ask = {
		.from = DATE_NONE, .to = date_of_s(START + 48 * HOUR)
	};
	struct funnel_stage	*f;
	struct funnel		 got;

	if (deal_funnel(w, &ask, 1, &got) != OK || got.n != 7)
		return;
	f = got.stages;
	check(f[1].entered == 2 && f[1].moved == 1 && f[1].lost == 1,
	    "of two at the second stage one is won and one lost");
	check(f[2].entered == 1 && f[4].entered == 1 && f[4].moved == 1,
	    "whoever is won has passed the stages between");
	check(strcmp(f[5].kind, "won") == 0 && f[5].entered == 1 &&
	    strcmp(f[6].kind, "lost") == 0 && f[6].entered == 1,
	    "the ends are counted too");
}

int
main(void)
{
	struct work	 w;
	int64_t		 contact;

	base_begin(&w, START);
	w.site = &site;
	check(deals_seed(&w) == OK, "a new firm has a pipeline");
	contact = contact_make(&w);
	test_clock(&w, contact);
	test_moves(&w, contact);
	test_counts(&w, contact);
	funnel_clear(&w);
	test_funnel(&w, contact);
	test_whole_funnel(&w);
	return base_end(&w);
}
