/* show.c: pages of an import. */
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "core/reply.h"
#include "core/view.h"
#include "mod/transfer/bad.h"
#include "mod/transfer/show.h"
#include "mod/transfer/writing.h"

static struct out *
begin(struct request *rq, const struct entity *e, const char *step)
{
	struct out	*im = out_node(rq->page, "import"), *c;

	out_fmt(rq->page, "title", "%s: %s", t("Import"), t(e->label));
	out_fmt(im, "title", "%s: %s", t("Import"), t(e->label));
	out_text(im, "step", step);
	if (e->path != NULL) {
		c = out_add(rq->page, "crumbs");
		out_text(c, "label", t(e->label));
		out_text(c, "href", e->path);
	}
	return im;
}

static const char *
rows_words(struct work *w, int64_t n)
{
	return arena_fmt(w->mem, tn("%lld row", "%lld rows", (long)n),
	    (long long)n);
}

/* ---- the file */

static void
earlier_show(struct request *rq, const struct run *run)
{
	static const struct {
		const char	*state, *text;
	}		 states[] = {
		[RUN_READ] = { "none", N_("not written") },
		[RUN_TRIED] = { "none", N_("tried, not written") },
		[RUN_BEGUN] = { "info", N_("being written") },
		[RUN_DONE] = { "ok", N_("written") },
		[RUN_STOPPED] = { "warn", N_("stopped") },
		[RUN_TRYING] = { "info", N_("being tried") }
	};
	struct out	*l = out_add(rq->page, "earlier");

	out_text(l, "text", run->name);
	out_text(l, "sub", rows_words(rq->work, run->rows));
	out_fmt(l, "href", "/import/%s/%lld", run->e->plural,
	    (long long)run->id);
	out_text(l, "state", states[run->state].state);
	out_text(l, "state_text", t(states[run->state].text));
}

enum err
show_file(struct request *rq, const struct entity *e, const char *error)
{
	struct out	*im = begin(rq, e, "file");
	struct run	*list;
	size_t		 n;
	enum err	 err = run_list(rq->work, e, &list, &n);

	if (err != OK)
		return err;
	out_fmt(im, "action", "/import/%s", e->plural);
	out_text(im, "accept", ".csv,.txt,.tsv,.xlsx,.vcf,text/csv,text/vcard");
	out_text(im, "file_error", error);
	out_fmt(im, "sample_csv", "/import/%s/sample", e->plural);
	out_fmt(im, "sample_xlsx", "/import/%s/sample?format=xlsx",
	    e->plural);
	for (size_t i = 0; i < n; i++)
		earlier_show(rq, &list[i]);
	return reply_page(rq, "import.cst");
}

void
show_kept(struct work *w, const struct run *run, struct out *im)
{
	out_fmt(im, "kept", t("The file stays here until the end of %s: the "
	    "day after anything was last done with it."),
	    date_format(w->mem, run_kept_until(w, run), lang_code(w->lang)));
}

/* ---- on its way */

static void
fig_show(struct request *rq, const char *label, int64_t n)
{
	struct out	*f = out_add(rq->page, "figs");

	out_text(f, "label", label);
	out_int(f, "text", n);
}

static void
counts_show(struct request *rq, const struct run *run)
{
	const struct import_counts	*c = &run->counts;

	fig_show(rq, run_written(run) ? t("Created") : t("To create"),
	    c->created);
	fig_show(rq, run_written(run) ? t("Changed") : t("To change"),
	    c->changed);
	fig_show(rq, t("Without change"), c->same);
	fig_show(rq, t("Set aside"), c->refused);
}

/* How far it is; given up by the job, it can be begun again. */
static enum err
progress_show(struct request *rq, const struct run *run, struct out *im)
{
	const char	*why;
	enum err	 e = writing_failed(rq->work, run, &why);

	if (e != OK)
		return e;
	out_fmt(im, "action", "/import/%s/%lld%s", run->e->plural,
	    (long long)run->id, run_written(run) ? "" : "/trial");
	out_text(im, "file", run->name);
	out_fmt(im, "progress", t("%lld of %lld"), (long long)run->done,
	    (long long)run->rows);
	out_int(im, "percent", run->rows > 0 ?
	    run->done * 100 / run->rows : 0);
	counts_show(rq, run);
	out_text(im, "failed", why);
	if (why != NULL)
		out_fmt(im, "again_action", "/import/%s/%lld/write",
		    run->e->plural, (long long)run->id);
	out_fmt(im, "stop_action", "/import/%s/%lld/stop", run->e->plural,
	    (long long)run->id);
	return OK;
}

/* ---- the trial */

enum err
show_trial(struct request *rq, const struct run *run)
{
	struct out	*im = begin(rq, run->e, "trial");
	int64_t		 n = run->counts.created + run->counts.changed;
	enum err	 e;

	if (run->state == RUN_TRYING) {
		e = progress_show(rq, run, im);
		return e == OK ? reply_page(rq, "import.cst") : e;
	}
	out_fmt(im, "action", "/import/%s/%lld/write", run->e->plural,
	    (long long)run->id);
	counts_show(rq, run);
	out_fmt(im, "back_href", "/import/%s/%lld", run->e->plural,
	    (long long)run->id);
	if (n > 0)
		out_text(im, "may_write", arena_fmt(rq->work->mem,
		    tn("Write %lld row", "Write %lld rows", (long)n),
		    (long long)n));
	if (run->alone)
		out_text(im, "alone", import_alone());
	show_kept(rq->work, run, im);
	return bad_show(rq, run, im) != OK ? ERR_IO :
	    reply_page(rq, "import.cst");
}

/* ---- the result */

/* What became of the change: 0 it stands, 1 it is being undone, 2 undone. */
static enum err
undone_read(struct work *w, const struct run *run, int *undone)
{
	struct db_rows	*rows;
	enum err	 e;

	*undone = 0;
	e = db_query(w->db, w->mem, &rows, "SELECT undone_by, (SELECT 1 FROM "
	    "undo_run WHERE set_id = change_set.id) FROM change_set "
	    "WHERE id = ?", DB_ARGS(DB_I(run->set_id)));
	if (e == OK && rows->n > 0)
		*undone = db_int(rows, 0, 0) != 0 ? 2 :
		    db_int(rows, 0, 1) != 0;
	return e;
}

static void
result_show(const struct run *run, int undone, struct out *im)
{
	const struct import_counts	*c = &run->counts;
	bool				 all = run->state == RUN_DONE;

	out_text(im, "state", !all ? "late" : c->refused > 0 ? "warn" : "ok");
	if (undone != 0)
		out_text(im, "done_title", undone == 2 ?
		    t("The import was undone") :
		    t("The import is being undone"));
	else
		out_fmt(im, "done_title", all ?
		    t("The import is done: %lld of %lld") :
		    t("The import was stopped: %lld of %lld"),
		    (long long)((all ? run->rows : run->done) - c->refused),
		    (long long)run->rows);
	out_fmt(im, "done_text",
	    t("Created %lld, changed %lld, without change %lld, set aside "
	    "%lld."), (long long)c->created, (long long)c->changed,
	    (long long)c->same, (long long)c->refused);
	out_text(im, "why", run->error);
	if (run->set_id != 0)
		out_fmt(im, undone != 0 ? "undone_href" : "undo_href",
		    "/changes/%lld/undo", (long long)run->set_id);
	out_text(im, "list_href", run->e->path);
}

enum err
show_done(struct request *rq, const struct run *run)
{
	struct out	*im = begin(rq, run->e, "done");
	int		 undone;
	enum err	 e;

	if (run->state == RUN_BEGUN) {
		e = progress_show(rq, run, im);
		return e == OK ? reply_page(rq, "import.cst") : e;
	}
	e = undone_read(rq->work, run, &undone);
	if (e != OK)
		return e;
	result_show(run, undone, im);
	show_kept(rq->work, run, im);
	return bad_show(rq, run, im) != OK ? ERR_IO :
	    reply_page(rq, "import.cst");
}
