/* command.c: the tool's report. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "mod/reports/parts.h"

static const char *
option_get(const void *arg, const char *name)
{
	return tool_option(arg, name);
}

/* What the report groups by: "year, month". */
static const char *
bys_text(struct work *w, const struct report *r)
{
	struct str	 s;

	str_init(&s, w->mem);
	for (const struct by *b = r->bys; b->name != NULL; b++)
		str_fmt(&s, "%s%s", s.n > 0 ? ", " : "", b->name);
	return s.s;
}

static const struct report *
report_find(const char *name)
{
	for (const struct report *r = reports; r->name != NULL; r++)
		if (strcmp(r->name, name) == 0)
			return r;
	return NULL;
}

static int
result_print(struct tool *tool, const struct ask *ask,
    const struct result *res)
{
	struct str	 s;

	str_init(&s, tool->work->mem);
	if (ask->format == FORMAT_JSON)
		report_json(res, &s);
	else
		report_csv(res, &s);
	if (fwrite(s.s, 1, s.n, stdout) != s.n || fflush(stdout) != 0) {
		tool_say("%s", t("the report could not be written"));
		return TOOL_FAILED;
	}
	if (res->bounded)
		tool_say("%s", t("only a part was counted: choose a shorter "
		    "period"));
	return TOOL_DONE;
}

static int
report_tool(struct tool *tool)
{
	const struct report	*r = report_find(tool_arg(tool, 0));
	const struct source	 from = { option_get, tool, false };
	struct work		*w = tool->work;
	struct result		 res;
	struct ask		 ask;
	enum err		 e;

	if (r == NULL) {
		tool_say(t("there is no report %s"), tool_arg(tool, 0));
		return TOOL_MISUSED;
	}
	if (!(r->takes & TAKES_PERIOD) && (tool_given(tool, "from") ||
	    tool_given(tool, "to"))) {
		tool_say(t("the report %s is as of now: it takes no period"),
		    r->name);
		return TOOL_MISUSED;
	}
	e = ask_read(w, r, &from, &ask);
	if (e == ERR_NOTFOUND) {
		tool_say(t("the report %s groups by: %s"), r->name,
		    bys_text(w, r));
		return TOOL_MISUSED;
	}
	if (e == OK && ask.format == FORMAT_PAGE)
		ask.format = FORMAT_CSV;
	if (e == OK)
		e = r->run(w, &ask, &res);
	return e == OK ? result_print(tool, &ask, &res) :
	    tool_result(tool, e);
}

const struct command reports_commands[] = {
	{ "report", "NAME [--from D] [--to D] [--by GROUP]"
	  " [--format csv|json]",
	  N_("Prints a report: sales, funnel, losses, debts or activity."),
	  report_tool, false },
	{ 0 }
};
