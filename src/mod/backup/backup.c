/*
 * backup.c: all that a firm has as one file, and back from it; what is in
 * it and how: core/backup.h.
 *
 *	GET  /backup		what a backup is, and the button
 *	GET  /backup/download	the archive, made while it is sent
 *	GET  /setup/restore	a form, as long as there is no firm, for
 *				who may set the program up (core/code.h)
 *	POST /setup/restore	an archive from the form into the empty base
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/conf.h"
#include "base/log.h"
#include "core/backup.h"
#include "core/code.h"
#include "core/crud.h"
#include "core/module.h"
#include "core/owner.h"
#include "core/reply.h"
#include "core/tool.h"
#include "core/view.h"

/* ---- the tool */

static enum err
file_put(void *f, const void *data, size_t n)
{
	if (fwrite(data, 1, n, f) == n)
		return OK;
	log_error("backup: %s", strerror(errno));
	return ERR_IO;
}

static void
sum_print(const struct backup_sum *sum)
{
	printf("tables %" PRId64 " rows %" PRId64 " files %" PRId64 "\n",
	    sum->tables, sum->rows, sum->files);
}

/* Under another name until it is whole, so that a cut one is not taken. */
static int
backup_run(struct tool *tool)
{
	const char		*path = tool_arg(tool, 0), *part;
	struct backup_sum	 sum;
	FILE			*f;
	enum err		 e;

	part = arena_fmt(tool->work->mem, "%s.part", path);
	umask(077);		/* it holds everything */
	f = fopen(part, "wbe");
	if (f == NULL) {
		tool_say("%s: %s", part, strerror(errno));
		return TOOL_FAILED;
	}
	e = backup_write(tool->work, file_put, f, &sum);
	if ((fflush(f) != 0 || fsync(fileno(f)) != 0) && e == OK)
		e = file_put(f, "", 1);
	if (fclose(f) != 0 && e == OK)
		e = ERR_IO;
	if (e == OK && rename(part, path) != 0)
		e = ERR_IO;
	if (e == OK)
		sum_print(&sum);
	else
		unlink(part);
	return tool_result(tool, e);
}

/* Only root may be able to read the archive: it is opened before. */
static int
restore_run(struct tool *tool)
{
	const char		*path = tool_arg(tool, 0);
	FILE			*f = fopen(path, "rbe");
	struct backup_sum	 sum;
	enum err		 e;

	if (f == NULL) {
		tool_say("%s: %s", path, strerror(errno));
		return TOOL_FAILED;
	}
	if (!owner_become(tool->work->conf->data_dir)) {
		fclose(f);
		return TOOL_FAILED;
	}
	e = backup_restore(tool->work, f, &sum);
	if (e == OK)
		sum_print(&sum);
	return tool_result(tool, e);
}

static const struct command backup_commands[] = {
	{ "backup", "FILE", N_("Writes all that the firm has into one ZIP."),
	  backup_run, false },
	{ "restore", "FILE", N_("Brings a backup into an empty database and"
	  " compares every row and file."), restore_run, true },
	{ 0 }
};

/* ---- pages */

static enum err
backup_show(struct request *rq)
{
	return reply_page(rq, "backup/backup.cst");
}

static enum err
stream_put(void *rq, const void *data, size_t n)
{
	return reply_write(rq, data, n);
}

static enum err
backup_download(struct request *rq)
{
	struct work		*w = rq->work;
	struct backup_sum	 sum;

	reply_stream(rq, "application/zip", arena_fmt(w->mem,
	    "kartoteka-%s.zip", date_iso(w->mem, work_today(w))));
	return backup_write(w, stream_put, rq, &sum);
}

static enum err
restore_page(struct request *rq)
{
	const struct problem	*p = work_problem(rq->work, 0, NULL);
	struct out		*o = out_node(rq->page, "restore");

	if (p != NULL)
		out_text(o, "error", p->text);
	return reply_page(rq, "backup/restore.cst");
}

/* Who may not set the program up is sent to where the code is asked for. */
static enum err
restore_show(struct request *rq)
{
	if (rq->work->site != NULL)
		return ERR_NOTFOUND;
	return code_given(rq) ? restore_page(rq) : reply_see(rq, "/setup");
}

/* It makes tables and has transactions of its own. */
static enum err
restore_take(struct request *rq)
{
	const struct upload	*u = request_upload(rq, "file");
	struct work		*w = rq->work;
	struct backup_sum	 sum;
	FILE			*f;
	enum err		 e;

	if (w->site != NULL)
		return ERR_NOTFOUND;
	if (!code_given(rq))
		return reply_see(rq, "/setup");
	if (u == NULL)
		e = work_refuse(w, 0, NULL, t("choose a file"));
	else if ((f = fopen(u->path, "rbe")) == NULL) {
		log_error("%s: %s", u->path, strerror(errno));
		return ERR_IO;
	} else {
		db_rollback(w->db);
		e = backup_restore(w, f, &sum);
		if (db_begin(w->db) != OK && e == OK)
			e = ERR_DB;
	}
	if (e == ERR_INVALID || e == ERR_CONFLICT)
		return restore_page(rq) == OK ? e : ERR_IO;
	if (e != OK)
		return e;
	code_end(rq);
	return reply_see(rq, "/sign-in");
}

static const struct route backup_routes[] = {
	{ GET,  "/backup",          backup_show,     "role.edit", NULL },
	{ GET,  "/backup/download", backup_download, "role.edit", NULL },
	{ GET,  "/setup/restore",   restore_show,    PUBLIC, NULL },
	{ POST, "/setup/restore",   restore_take,    PUBLIC, NULL },
	{ 0 }
};

static const struct place backup_places[] = {
	{ N_("Backup"), "/backup", "download", "role.edit",
	  "settings" },
	{ 0 }
};

const struct module backup_module = {
	.name = "backup",
	.routes = backup_routes,
	.places = backup_places,
	.commands = backup_commands
};
