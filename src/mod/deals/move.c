/* move.c: deals change their stage, are lost for a reason, pause. */
#include <inttypes.h>
#include <string.h>

#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/reply.h"
#include "mod/deals/deals.h"
#include "mod/deals/screens.h"

static const char *const deal_cols[] = {
	"title", "contact_id.", "amount", "currency", "rev", "pipeline_id",
	"stage_id", NULL
};

/* Where the browser goes after a move: "next", else the deal's board. */
static const char *
after_move(struct request *rq, int64_t pipeline_id)
{
	return reply_next(rq, arena_fmt(rq->work->mem,
	    "/deals/board?pipeline_id=%" PRId64, pipeline_id));
}

/* What the form that asks for a reason shows of the deal. */
static void
deal_show(struct request *rq, const struct db_rows *r, struct out *o)
{
	struct work	*w = rq->work;
	struct out	*crumb = out_add(rq->page, "crumbs");

	out_text(crumb, "label", t("Deals"));
	out_text(crumb, "href", "/deals/board");
	out_text(o, "deal", db_text(r, 0, 1));
	out_text(o, "contact", db_text(r, 0, 2));
	if (db_cell(r, 0, 3)->type != DB_NULL)
		out_text(o, "sum", deal_amount_show(w, db_int(r, 0, 3),
		    db_text(r, 0, 4)));
	out_int(o, "rev", rq->rev != 0 ? rq->rev : db_int(r, 0, 5));
	out_fmt(o, "action", "/deals/%" PRId64 "/stage", rq->id);
	out_fmt(o, "edit_href", "/deals/%" PRId64 "/edit", rq->id);
	out_text(o, "next", in_raw(rq, "next"));
	out_int(o, "from", db_int(r, 0, 7));
	out_text(o, "cancel_href", after_move(rq, db_int(r, 0, 6)));
	out_text(o, "reason", in_raw(rq, "loss_reason_id"));
	out_text(o, "lost_to", in_raw(rq, "lost_to"));
	out_text(o, "loss_note", in_raw(rq, "loss_note"));
}

/*
 * The page that asks what a move lacks: the reason of a loss, or what the
 * stage asks for.  stage_id 0 is the pipeline's first lost stage.
 */
static enum err
move_ask(struct request *rq, int64_t stage_id)
{
	struct work		*w = rq->work;
	struct out		*o = out_node(rq->page, "move");
	const struct stage	*s;
	struct stages		 all;
	struct db_rows		*r;
	enum err		 e = query_get(w, &deal_entity, rq->id,
				    deal_cols, &r);

	if (e == OK)
		e = stages_load(w, &all);
	if (e == OK)
		e = deal_moves_show(w, &all, db_int(r, 0, 6), rq->page);
	if (e != OK)
		return e;
	s = stage_id != 0 ? stage_find(&all, stage_id) :
	    stage_first(&all, db_int(r, 0, 6), "lost");
	if (s == NULL || s->pipeline_id != db_int(r, 0, 6))
		return ERR_NOTFOUND;
	deal_show(rq, r, o);
	out_int(o, "stage", s->id);
	if (stage_is(s, "lost"))
		out_int(o, "lost", 1);
	out_text(o, "title", stage_is(s, "lost") ?
	    t("Why was the deal lost?") : arena_fmt(w->mem,
	    t("Not yet ready for “%s”"), s->name));
	out_text(rq->page, "title", out_get(o, "title"));
	for (const struct problem *p = w->problems; p != NULL; p = p->next) {
		out_text(out_add(o, "problems"), "text", p->text);
		out_int(o, "wrong", 1);
	}
	return reply_page(rq, "deals/move.cst");
}

enum err
deals_lose(struct request *rq)
{
	return move_ask(rq, 0);
}

/* An empty text is none. */
static const char *
text_or_null(struct request *rq, const char *name, int max)
{
	const char	*s = in_raw(rq, name) == NULL ? "" :
			    in_text(rq, name, max);

	return *s == '\0' ? NULL : s;
}

/*
 * Whether the deal still stands where the form saw it ("from"); what else
 * changed meanwhile does not stand in a move's way.  Its pipeline comes along.
 */
static enum err
move_stands(struct request *rq, int64_t *pipeline)
{
	int64_t		 from = in_int(rq, "from", 0, INT64_MAX);
	struct draft	*d;
	enum err	 e = record_hold(rq->work, &deal_entity, &rq->id, 1,
			    &d);

	if (e == OK && (draft_skipped(d) || draft_old_int(d,
	    "deleted_at") != 0))
		e = ERR_NOTFOUND;
	if (e != OK)
		return e;
	*pipeline = draft_old_int(d, "pipeline_id");
	return from == 0 || from == draft_old_int(d, "stage_id") ? OK :
	    ERR_CONFLICT;
}

enum err
deals_move(struct request *rq)
{
	const struct deal_move	 to = {
		.stage_id = in_int(rq, "stage", 1, INT64_MAX),
		.loss_reason_id = in_int(rq, "loss_reason_id", 0, INT64_MAX),
		.lost_to = text_or_null(rq, "lost_to", 120),
		.loss_note = text_or_null(rq, "loss_note", 5000)
	};
	int64_t			 pipeline = 0;
	enum err		 e = move_stands(rq, &pipeline);

	rq->work->actor.channel = BY_BOARD;
	if (e == OK)
		e = in_failed(rq) ? ERR_INVALID : deal_set_stage(rq->work,
		    rq->id, in_raw(rq, "from") != NULL ? REV_ANY : rq->rev,
		    &to);
	if (e == ERR_CONFLICT) {
		reply_note(rq, t("Somebody has moved this deal meanwhile. "
		    "Look where it stands now."));
		return reply_see(rq, "%s", after_move(rq, pipeline));
	}
	if (e == ERR_INVALID) {
		e = move_ask(rq, to.stage_id);
		return e == OK ? ERR_INVALID : e;
	}
	if (e != OK)
		return e;
	reply_note(rq, t("The deal was moved."));
	return reply_see(rq, "%s", after_move(rq, pipeline));
}

enum err
deals_pause(struct request *rq)
{
	enum err	 e = deal_pause(rq->work, rq->id, rq->rev,
			    text_or_null(rq, "pause_why", 120));

	if (e != OK && e != ERR_INVALID)
		return e;
	reply_note(rq, e == OK ? t("The clock stands.") :
	    work_problem(rq->work, 0, NULL)->text);
	return reply_see(rq, "/deals/%" PRId64, rq->id);
}

enum err
deals_resume(struct request *rq)
{
	enum err	 e = deal_resume(rq->work, rq->id, rq->rev);

	if (e != OK)
		return e;
	reply_note(rq, t("The clock goes on."));
	return reply_see(rq, "/deals/%" PRId64, rq->id);
}
