/* tool.c: import and export by the administrator's tool. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "core/saved.h"
#include "core/tool.h"
#include "mod/transfer/columns.h"
#include "mod/transfer/export.h"
#include "mod/transfer/import.h"
#include "mod/transfer/parts.h"

#define MAP_BYTES	(1024 * 1024)

/* The entity that the first argument names, if it may be moved so. */
static const struct entity *
entity_asked(const struct tool *tool, unsigned int refusing)
{
	const struct entity	*e = entity_find(tool_arg(tool, 0));

	if (e != NULL && e->plural != NULL && !(e->flags & refusing))
		return e;
	tool_say(t("there is nothing called %s here"), tool_arg(tool, 0));
	return NULL;
}

/* ---- import */

static enum err
map_read(struct tool *tool, const struct entity *e, const struct table *tb,
    struct map *out)
{
	struct arena	*mem = tool->work->mem;
	const char	*path = tool_option(tool, "map");
	struct column	*cols;
	char		*text;
	size_t		 n;
	enum err	 err;

	if (path == NULL) {
		cols = arena_alloc(mem, tb->ncols * sizeof(*cols));
		columns_by_header(mem, e, tb->header, tb->ncols, cols);
		columns_map(mem, cols, tb->header, tb->ncols, out);
		return OK;
	}
	err = file_read(mem, path, MAP_BYTES, &text, &n);
	if (err == ERR_NOTFOUND || err == ERR_TOOBIG)
		return work_refuse(tool->work, 0, NULL, arena_fmt(mem,
		    err == ERR_TOOBIG ? t("%s is too long") :
		    t("there is no file %s"), path));
	return err != OK ? err : map_parse(tool->work, text, out);
}

static enum err
table_asked(struct tool *tool, struct table *out)
{
	const char	*delimiter = tool_option(tool, "delimiter");
	const char	*path = tool_arg(tool, 1);
	char		 c = delimiter == NULL ? 0 :
			    table_delimiter(delimiter);
	enum err	 e;

	if (delimiter != NULL && c == 0)
		return work_refuse(tool->work, 0, NULL,
		    t("the delimiter may be , ; | or tab"));
	if (tool_given(tool, "sheet"))
		e = table_open_sheet(tool->work, path,
		    tool_option(tool, "sheet"), out);
	else
		e = table_open(tool->work, path,
		    tool_option(tool, "encoding"), c, out);
	if (e == ERR_NOTFOUND)
		return work_refuse(tool->work, 0, NULL, arena_fmt(
		    tool->work->mem, t("there is no file %s"), path));
	return e;
}

/* The file must be readable to its end before anything is written. */
static enum err
table_try(struct tool *tool, struct table *tb)
{
	struct table_scan	 scan;
	enum err		 e = table_scan(tool->work, tb, &scan);

	if (e != OK)
		return e;
	if (scan.bad_chars > 0)
		tool_say(tn("%lld character does not belong to %s",
		    "%lld characters do not belong to %s",
		    (long)scan.bad_chars), (long long)scan.bad_chars,
		    tb->encoding);
	return table_again(tool->work, tb);
}

static enum err
bad_open(struct tool *tool, FILE **out)
{
	const char	*path = tool_option(tool, "bad");

	*out = path == NULL ? NULL : fopen(path, "wbe");
	if (path == NULL || *out != NULL)
		return OK;
	return work_refuse(tool->work, 0, NULL, arena_fmt(tool->work->mem,
	    "%s: %s", path, strerror(errno)));
}

static enum err
import_prepare(struct tool *tool, const struct entity *e, struct table *tb,
    struct plan *plan)
{
	const struct plan_options	 o = {
		.match = tool_option(tool, "match"),
		.mode = tool_option(tool, "mode"),
		.missing = tool_option(tool, "missing")
	};
	struct map			 map;
	enum err			 err = table_asked(tool, tb);

	if (err == OK)
		err = map_read(tool, e, tb, &map);
	if (err == OK)
		err = plan_make(tool->work, e, &map, tb->header, tb->ncols,
		    &o, plan);
	return err == OK ? table_try(tool, tb) : err;
}

static void
counts_print(const struct import_counts *c)
{
	printf("created %lld changed %lld same %lld refused %lld\n",
	    (long long)c->created, (long long)c->changed, (long long)c->same,
	    (long long)c->refused);
}

static enum err
import_do(struct tool *tool, const struct plan *plan,
    const struct table *tb, struct import_counts *counts)
{
	const char	*slash = strrchr(tb->path, '/');
	struct import	 im = {
		.plan = plan, .table = tb,
		.name = slash != NULL ? slash + 1 : tb->path,
		.trial = tool_given(tool, "dry-run")
	};
	enum err	 e = bad_open(tool, &im.bad);

	if (e == OK)
		e = import_run(tool->work, &im);
	if (im.bad != NULL && fclose(im.bad) != 0 && e == OK)
		e = ERR_IO;
	if (im.alone)
		tool_say("%s", import_alone());
	*counts = im.counts;
	return e;
}

int
import_tool(struct tool *tool)
{
	const struct entity	*e = entity_asked(tool, ENTITY_NOIMPORT);
	struct import_counts	 counts = { 0 };
	struct table		 tb;
	struct plan		 plan;
	enum err		 err;

	if (e == NULL)
		return TOOL_MISUSED;
	err = import_prepare(tool, e, &tb, &plan);
	if (err != OK)
		return tool_result(tool, err);
	err = import_do(tool, &plan, &tb, &counts);
	counts_print(&counts);
	if (err != OK)
		return tool_result(tool, err);
	return counts.refused > 0 ? TOOL_PARTLY : TOOL_DONE;
}

/* ---- export */

static enum err
file_put(void *arg, const char *s, size_t n)
{
	return fwrite(s, 1, n, arg) == n ? OK : ERR_IO;
}

static enum err
scope_asked(struct tool *tool, const struct entity *e,
    struct crud_scope *scope)
{
	struct work		*w = tool->work;
	const char		*view = tool_option(tool, "view");
	const char		*query = "";
	const struct param	*params = NULL;
	enum err		 err = OK;

	if (view != NULL)
		err = saved_find(w, e, view, &query);
	if (err == ERR_NOTFOUND)
		return work_refuse(w, 0, NULL, arena_fmt(w->mem,
		    t("there is no view called %s"), view));
	if (err == OK && saved_gone(w, e, query) != NULL)
		fprintf(stderr, t("the view asks for %s, which is not there "
		    "any more: it is left out\n"), saved_gone(w, e, query));
	if (err == OK)
		err = form_parse(w->mem, query, strlen(query), &params);
	return err != OK ? err : crud_scope_read(w, e, params, scope);
}

static enum err
export_do(struct tool *tool, struct export *x)
{
	const char	*path = tool_option(tool, "out");
	FILE		*f = path == NULL ? stdout : fopen(path, "wbe");
	enum err	 e;

	if (f == NULL)
		return work_refuse(tool->work, 0, NULL, arena_fmt(
		    tool->work->mem, "%s: %s", path, strerror(errno)));
	x->arg = f;
	e = export_run(tool->work, x);
	if ((path == NULL ? fflush(f) : fclose(f)) != 0 && e == OK)
		e = ERR_IO;
	if (e == ERR_IO)
		return work_refuse(tool->work, 0, NULL,
		    t("the output could not be written"));
	return e;
}

int
export_tool(struct tool *tool)
{
	struct crud_scope	 scope;
	struct export		 x = {
		.e = entity_asked(tool, ENTITY_NOEXPORT), .scope = &scope,
		.put = file_put
	};
	enum err		 e;

	if (x.e == NULL)
		return TOOL_MISUSED;
	if (!export_format(x.e, tool_option(tool, "format"), &x.format))
		return TOOL_MISUSED;
	e = scope_asked(tool, x.e, &scope);
	if (e == OK)
		e = export_do(tool, &x);
	return tool_result(tool, e);
}
