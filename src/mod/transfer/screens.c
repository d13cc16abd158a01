/* screens.c: import and export by the browser. */
#include <string.h>

#include "base/decoder.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/crud_scope.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/rights.h"
#include "mod/transfer/export.h"
#include "mod/transfer/fixes.h"
#include "mod/transfer/mapping.h"
#include "mod/transfer/asked.h"
#include "mod/transfer/parts.h"
#include "mod/transfer/show.h"
#include "mod/transfer/writing.h"

#define SHEET_CHARS	200	/* of import_run.sheet */

/* ---- the file */

enum err
import_show(struct request *rq)
{
	const struct entity	*e;
	enum err		 err = asked_entity(rq, ENTITY_NOIMPORT,
				    "import", &e);

	return err != OK ? err : show_file(rq, e, NULL);
}

/* The sheet of a workbook; a name too long to be kept is found again. */
static const char *
sheet_of(const struct table *tb)
{
	const char	*name = tb->kind == TABLE_BOOK ?
			    xlsx_sheet(tb->xlsx) : NULL;

	return name != NULL && utf8_length(name) <= SHEET_CHARS ? name : NULL;
}

/* What the file is, known when all of it has been read. */
static enum err
upload_look(struct request *rq, const struct upload *u, struct run *run)
{
	struct table		 tb;
	struct table_scan	 scan;
	struct mapping		*m = NULL;
	enum err		 e = table_open(rq->work, u->path, NULL, 0,
				    &tb);

	run->mode = "both";
	run->missing = "create";
	if (e == OK)
		e = table_scan(rq->work, &tb, &scan);
	if (e == OK)
		e = mapping_fit(rq->work, run->e, &tb, &m);
	if (m != NULL)
		mapping_apply(rq->work, m, &tb, run);
	if (e != OK)
		return e;
	if (scan.rows == 0)
		return work_refuse(rq->work, 0, NULL,
		    t("there are no rows below the first line"));
	run->name = u->name;
	run->size = tb.size;
	run->rows = scan.rows;
	run->encoding = tb.encoding;
	run->delimiter = tb.delimiter;
	run->sheet = sheet_of(&tb);
	return OK;
}

enum err
import_upload(struct request *rq)
{
	const struct upload	*u = request_upload(rq, "file");
	struct run		 run = { 0 };
	enum err		 e = asked_entity(rq, ENTITY_NOIMPORT,
				    "import", &run.e);

	if (e != OK)
		return e;
	if (u == NULL)
		e = work_refuse(rq->work, 0, NULL, t("choose a file"));
	else
		e = upload_look(rq, u, &run);
	if (e == ERR_INVALID) {
		e = show_file(rq, run.e,
		    work_problem(rq->work, 0, NULL)->text);
		return e == OK ? ERR_INVALID : e;
	}
	if (e == OK)
		e = run_new(rq->work, u, &run);
	if (e == OK && run.mapping_id != 0)
		e = run_put(rq->work, &run);
	return e == OK ? asked_see(rq, &run, "") : e;
}

/* ---- the columns */

static enum err
columns_show(struct request *rq, const struct run *run)
{
	struct proposal	 p;
	enum err	 e = proposal_open(rq->work, run, &p);

	if (e == OK && run->error != NULL)	/* why its trial ended */
		(void)work_refuse(rq->work, 0, NULL, run->error);
	if (e == ERR_INVALID) {
		/* Read so, it is no table: as it was found to be, it is. */
		struct run	 other = *run;

		other.encoding = "UTF-8";
		other.delimiter = ',';
		other.sheet = NULL;
		rq->work->problems = NULL;
		e = proposal_open(rq->work, &other, &p);
		p.run = run;
	}
	return e == OK ? show_columns(rq, &p) : e;
}

enum err
import_columns(struct request *rq)
{
	struct run	 run;
	enum err	 e = asked_run(rq, &run);

	if (e != OK)
		return e;
	if (run.state == RUN_TRYING)
		return asked_see(rq, &run, "/trial");
	if (run.state == RUN_BEGUN)
		e = writing_look(rq->work, &run);
	if (e != OK)
		return e;
	return run_written(&run) ? show_done(rq, &run) :
	    columns_show(rq, &run);
}

enum err
import_trial_show(struct request *rq)
{
	struct run	 run;
	enum err	 e = asked_run(rq, &run);

	if (e == OK && run.state == RUN_TRYING)
		e = writing_look(rq->work, &run);
	if (e != OK)
		return e;
	return run.state == RUN_TRIED || run.state == RUN_TRYING ?
	    show_trial(rq, &run) : asked_see(rq, &run, "");
}

/* What was chosen, as lines of import_run.mapping. */
static const char *
mapping_read(struct request *rq, const struct entity *e)
{
	struct arena		*mem = rq->work->mem;
	const struct field	*f;
	struct str		 out;
	const char		*s;

	str_init(&out, mem);
	str_add(&out, "");
	for (size_t i = 0; i < CSV_CELLS_MAX; i++) {
		s = in_raw(rq, arena_fmt(mem, "col.%zu", i));
		if (s == NULL)
			break;
		if (*s != '\0' && strpbrk(s, "\n:=") == NULL)
			str_fmt(&out, "%zu=%s\n", i, s);
	}
	for (size_t i = 0; (f = proposal_choice(e, i)) != NULL; i++) {
		s = in_raw(rq, arena_fmt(mem, "all.%s", f->name));
		if (s != NULL && *s != '\0' && strpbrk(s, "\n") == NULL)
			str_fmt(&out, "%s:%s\n", f->name, s);
	}
	return out.s;
}

/* One of the words of a setting, or what it was. */
static const char *
choice_read(const struct request *rq, const char *name,
    const char *const *words, const char *now)
{
	const char	*s = in_raw(rq, name);

	for (; s != NULL && *words != NULL; words++)
		if (strcmp(s, *words) == 0)
			return *words;
	return now;
}

/* The form's settings; true when the file is to be read in another way. */
static bool
settings_read(struct request *rq, struct run *run)
{
	static const char *const modes[] = { "create", "update", "both",
	    NULL };
	static const char *const missings[] = { "refuse", "create", "empty",
	    NULL };
	const char	*encoding = in_raw(rq, "encoding");
	const char	*delimiter = in_raw(rq, "delimiter");
	const char	*match = in_raw(rq, "match");
	char		 c = delimiter != NULL ? table_delimiter(delimiter) :
			    0;
	const char	*sheet = in_raw(rq, "sheet");
	bool		 other = false;

	if (sheet != NULL && *sheet != '\0' && !str_eq(sheet, run->sheet) &&
	    utf8_length(sheet) <= SHEET_CHARS) {
		run->sheet = sheet;
		other = true;
	}
	encoding = encoding != NULL ? decoder_name(encoding) : NULL;
	if (encoding != NULL && strcmp(encoding, run->encoding) != 0) {
		run->encoding = encoding;
		other = true;
	}
	if (c != 0 && c != run->delimiter) {
		run->delimiter = c;
		other = true;
	}
	run->mapping = other ? NULL : mapping_read(rq, run->e);
	if (match != NULL && strlen(match) <= 80)
		run->match = other ? NULL : match;
	run->mode = choice_read(rq, "mode", modes, run->mode);
	run->missing = choice_read(rq, "missing", missings, run->missing);
	return other;
}

/* The columns again, with what is wrong. */
static enum err
columns_refuse(struct request *rq, struct proposal *p)
{
	enum err	 e = show_columns(rq, p);

	return e == OK ? ERR_INVALID : e;
}

/* Another mapping was chosen, or none: its columns and settings are taken. */
static enum err
mapping_change(struct request *rq, struct run *run, bool *changed)
{
	const char	*s = in_raw(rq, "mapping");
	int64_t		 id = in_int(rq, "mapping", 0, INT64_MAX);
	struct mapping	 m;
	struct proposal	 p;
	enum err	 e;

	*changed = s != NULL && id != run->mapping_id;
	if (!*changed)
		return OK;
	run->mapping_id = 0;
	run->mapping = run->match = NULL;
	if (id == 0)
		return OK;
	e = mapping_get(rq->work, id, &m);
	if (e == OK && m.e != run->e)
		e = ERR_NOTFOUND;
	if (e == OK)
		e = proposal_open(rq->work, run, &p);
	if (e == OK)
		mapping_apply(rq->work, &m, &p.table, run);
	return e;
}

/* Save what was chosen under the name that was typed. */
static enum err
mapping_keep(struct request *rq, struct run *run)
{
	const char	*name = in_raw(rq, "save_as");
	struct proposal	 p;
	enum err	 e = proposal_open(rq->work, run, &p);

	name = name != NULL ? str_trim(rq->work->mem, name) : "";
	if (e != OK)
		return e;
	e = *name == '\0' || utf8_length(name) > 60 ? work_refuse(rq->work, 0,
	    NULL, t("give the mapping a name, of 60 characters at most")) :
	    mapping_save(rq->work, name, in_flag(rq, "save_all"), &p, run);
	return e == ERR_INVALID ? columns_refuse(rq, &p) : e;
}

/* Another sheet has other rows; what is wrong with it is shown with it. */
static enum err
sheet_look(struct work *w, struct run *run)
{
	struct table		 tb;
	struct table_scan	 scan;
	enum err		 e;

	if (run->sheet == NULL)
		return OK;
	e = table_open_sheet(w, run_path(w, run), run->sheet, &tb);
	if (e == OK)
		e = table_scan(w, &tb, &scan);
	if (e == OK)
		run->rows = scan.rows;
	w->problems = NULL;
	return e == ERR_INVALID ? OK : e;
}

/*
 * Write down what was chosen, try the whole file (trying) or not, and show it.
 * A run that another page has had written meanwhile stays as that made it, and
 * is shown instead.
 */
static enum err
run_keep(struct request *rq, const struct run *run, bool trying)
{
	struct run	 now = *run;
	enum err	 e = run_hold(rq->work, &now);

	if (e == OK && run_written(&now))
		return asked_see(rq, &now, "");
	if (e == OK)
		e = run_put(rq->work, run);
	if (e == OK && trying)
		e = writing_ask(rq->work, run, RUN_TRYING);
	return e == OK ? asked_see(rq, run, trying ? "/trial" : "") : e;
}

/* Read the file as was chosen now, show that, and try nothing. */
static enum err
again_show(struct request *rq, struct run *run, bool other)
{
	enum err	 e = other ? sheet_look(rq->work, run) : OK;

	if (e == OK && other)
		e = fixes_drop(rq->work, run->id);
	if (e == OK && in_flag(rq, "save"))
		e = mapping_keep(rq, run);
	return e == OK ? run_keep(rq, run, false) : e;
}

enum err
import_try(struct request *rq)
{
	struct work	*w = rq->work;
	struct proposal	 p;
	struct run	 run;
	bool		 other, mapped;
	enum err	 e = asked_run(rq, &run);

	if (e != OK)
		return e;
	if (run_written(&run))
		return asked_see(rq, &run, "");
	other = settings_read(rq, &run);
	run.state = RUN_READ;
	run.error = NULL;
	e = mapping_change(rq, &run, &mapped);
	if (e != OK)
		return e;
	if (other || mapped || in_flag(rq, "again") || in_flag(rq, "save"))
		return again_show(rq, &run, other);
	e = proposal_open(w, &run, &p);
	if (e != OK)
		return e;
	e = proposal_plan(w, &p);
	if (e == ERR_INVALID)
		return columns_refuse(rq, &p);
	return e == OK ? run_keep(rq, &run, true) : e;
}

/* ---- export */

/* An export on its way to the browser. */
struct stream {
	struct request	*rq;
	struct export	*x;
	bool		 begun;
};

/* Nothing can be refused once a stream has begun: so it begins here. */
static enum err
stream_put(void *arg, const char *s, size_t n)
{
	struct stream	*st = arg;
	enum err	 e = OK;

	if (!st->begun)
		e = reply_stream(st->rq, export_media(st->x->format),
		    arena_fmt(st->rq->work->mem, "%s%s", st->x->e->plural,
		    export_ending(st->x->format)));
	st->begun = true;
	return e == OK ? reply_write(st->rq, s, n) : e;
}

enum err
export_show(struct request *rq)
{
	struct crud_scope	 scope;
	struct export		 x = { .scope = &scope, .put = stream_put };
	struct stream		 st = { .rq = rq, .x = &x };
	enum err		 e = asked_entity(rq, ENTITY_NOEXPORT,
				    "export", &x.e);

	x.arg = &st;
	if (e == OK && !export_format(x.e, in_raw(rq, "format"), &x.format))
		e = ERR_NOTFOUND;
	if (e == OK)
		e = crud_scope_read(rq->work, x.e, rq->params, &scope);
	return e == OK ? export_run(rq->work, &x) : e;
}
