/* screens_write.c: write an import by the browser, and stop it. */
#include "core/form.h"
#include "core/reply.h"
#include "core/undo.h"
#include "mod/transfer/asked.h"
#include "mod/transfer/parts.h"
#include "mod/transfer/show.h"
#include "mod/transfer/writing.h"

/* What was chosen must still make a plan, else its page says what is wrong. */
static enum err
plan_try(struct request *rq, const struct run *run)
{
	struct proposal	 p;
	enum err	 e = proposal_open(rq->work, run, &p), shown;

	if (e == OK)
		e = proposal_plan(rq->work, &p);
	if (e != ERR_INVALID)
		return e;
	shown = show_columns(rq, &p);
	return shown == OK ? ERR_INVALID : shown;
}

enum err
import_write(struct request *rq)
{
	struct run	 run;
	enum err	 e = asked_run(rq, &run);

	if (e == OK && run.state == RUN_TRIED)
		e = plan_try(rq, &run);
	if (e == OK && (run.state == RUN_TRIED || writing_goes(&run)))
		e = writing_ask(rq->work, &run, run.state == RUN_TRYING ?
		    RUN_TRYING : RUN_BEGUN);
	return e == OK ? asked_see(rq, &run, "") : e;
}

enum err
import_stop(struct request *rq)
{
	struct run	 run;
	enum err	 e = asked_run(rq, &run);

	if (e == OK)
		e = run_hold(rq->work, &run);
	if (e == OK && writing_goes(&run))
		e = run_end(rq->work, &run, run.state == RUN_TRYING ?
		    RUN_READ : RUN_STOPPED, NULL);
	if (e == OK && run.state == RUN_BEGUN && run.set_id != 0 &&
	    in_flag(rq, "undo")) {
		e = undo_ask(rq->work, run.set_id);
		return e == OK ? reply_see(rq, "/changes/%lld/undo",
		    (long long)run.set_id) : e;
	}
	return e == OK ? asked_see(rq, &run, "") : e;
}
