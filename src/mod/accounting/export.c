/* export.c: issued documents to files, for the tool. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "base/str.h"
#include "base/zip.h"
#include "core/tool.h"
#include "mod/accounting/accounting.h"
#include "mod/accounting/books.h"

/* Where documents go: into an archive, or into a folder. */
struct target {
	struct accounting_export	*x;
	struct zip			*zip;	/* NULL: a folder */
};

static enum err
file_put(void *arg, const void *data, size_t n)
{
	if (fwrite(data, 1, n, arg) == n)
		return OK;
	log_error("cannot write: %s", strerror(errno));
	return ERR_IO;
}

static enum err
file_close(FILE *f, enum err e)
{
	if (fclose(f) == 0 || e != OK)
		return e;
	log_error("cannot write: %s", strerror(errno));
	return ERR_IO;
}

static enum err
file_open(const char *path, FILE **f)
{
	*f = fopen(path, "wb");
	if (*f != NULL)
		return OK;
	log_error("%s: %s", path, strerror(errno));
	return ERR_IO;
}

/* One document as a file of the folder. */
static enum err
folder_add(struct arena *mem, const char *folder, const char *name,
    const struct ubl_document *d)
{
	FILE		*f;
	enum err	 e;

	e = file_open(arena_fmt(mem, "%s/%s", folder, name), &f);
	if (e != OK)
		return e;
	return file_close(f, ubl_write(mem, xml_new(mem, file_put, f), d));
}

static enum err
export_one(struct work *part, const struct paper *p, void *arg)
{
	struct target			*to = arg;
	const struct ubl_problem	*problem;
	struct ubl_document		 d;
	const char			*name = books_file(part->mem, p);
	enum err			 e;

	books_ubl(part->mem, p, &d);
	problem = ubl_check(part->mem, &d);
	if (problem != NULL) {
		to->x->refused++;
		for (; problem != NULL && to->x->left_out != NULL;
		    problem = problem->next)
			to->x->left_out(to->x->arg, p->label, problem->field,
			    problem->text);
		return OK;
	}
	to->x->written++;
	if (to->zip == NULL)
		return folder_add(part->mem, to->x->out, name, &d);
	e = zip_file(to->zip, name);
	if (e != OK)
		return e;
	return ubl_write(part->mem, xml_new(part->mem, zip_put, to->zip), &d);
}

static enum err
folder_make(const char *path)
{
	struct stat	 st;

	if (mkdir(path, 0777) == 0 ||
	    (stat(path, &st) == 0 && S_ISDIR(st.st_mode)))
		return OK;
	log_error("%s: %s", path, strerror(errno));
	return ERR_IO;
}

/* The archive, under another name until it is whole. */
static enum err
archive_make(struct work *w, const struct document_span *span,
    struct target *to)
{
	const struct books_visit	 visit = { export_one, to, 0 };
	const char			*new = arena_fmt(w->mem, "%s.part",
					    to->x->out);
	FILE				*f;
	enum err			 e;

	e = file_open(new, &f);
	if (e != OK)
		return e;
	to->zip = zip_new(w->mem, file_put, f);
	e = books_walk(w, span, &visit);
	if (e == OK)
		e = zip_end(to->zip);
	e = file_close(f, e);
	if (e == OK && rename(new, to->x->out) != 0) {
		log_error("%s: %s", to->x->out, strerror(errno));
		e = ERR_IO;
	}
	if (e != OK)
		unlink(new);
	return e;
}

/* A date as the database writes it; NULL stays NULL. */
static enum err
day(struct arena *mem, const char *s, const char **out)
{
	int32_t	 date = DATE_NONE;

	*out = NULL;
	if (s == NULL)
		return OK;
	if (date_parse(s, &date) != OK)
		return ERR_INVALID;
	*out = date_iso(mem, date);
	return OK;
}

enum err
accounting_export(struct work *w, struct accounting_export *x)
{
	struct document_span	 span = { .export = true };
	struct target		 to = { .x = x };
	struct books_visit	 visit = { export_one, &to, 0 };
	enum err		 e;

	x->written = x->refused = 0;
	if (!str_eq(x->format, "ubl"))
		return work_refuse(w, 0, "format",
		    t("there is no such format; there is: ubl"));
	if (day(w->mem, x->from, &span.from) != OK)
		return work_refuse(w, 0, "from", t("that is no date"));
	if (day(w->mem, x->to, &span.to) != OK)
		return work_refuse(w, 0, "to", t("that is no date"));
	if (str_ends(x->out, ".zip"))
		return archive_make(w, &span, &to);
	e = folder_make(x->out);
	return e != OK ? e : books_walk(w, &span, &visit);
}

static void
say_left_out(void *arg, const char *label, const char *field,
    const char *text)
{
	(void)arg;
	tool_say("%s: %s: %s", label, field, text);
}

int
accounting_command(struct tool *tool)
{
	struct accounting_export	 x = {
		.format = tool_option(tool, "format"),
		.from = tool_option(tool, "from"),
		.to = tool_option(tool, "to"),
		.out = tool_option(tool, "out"), .left_out = say_left_out
	};
	enum err			 e = accounting_export(tool->work, &x);

	if (e != OK)
		return tool_result(tool, e);
	printf("written %" PRId64 " refused %" PRId64 "\n", x.written,
	    x.refused);
	return x.refused > 0 ? TOOL_PARTLY : TOOL_DONE;
}
