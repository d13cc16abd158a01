/* kartoteka.c: the administrator's tool. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/conf.h"
#include "base/log.h"
#include "core/doctor.h"
#include "core/migrate.h"
#include "core/module.h"
#include "core/site.h"
#include "core/tool.h"
#include "core/view.h"
#include "prog/prog.h"

/* Bring the tables up to date. */
static int
migrate(struct tool *tool)
{
	int		 n;
	enum err	 e = migrate_run(tool->work, &n);

	printf("steps %d\n", n);
	return tool_result(tool, e);
}

static void
finding(bool fine, const char *words)
{
	printf("%s %s\n", fine ? "ok  " : "BAD ", words);
}

/* Look whether all is well. */
static int
doctor(struct tool *tool)
{
	int	 bad = doctor_run(tool->work, tool_given(tool, "repair"),
		     finding);

	if (bad == 0)
		return TOOL_DONE;
	tool_say(tn("%d finding is bad", "%d findings are bad", bad), bad);
	return TOOL_FAILED;
}

static const struct command commands[] = {
	{ "migrate", "", N_("Brings the tables to this version."), migrate,
	  true },
	{ "doctor", "[--repair]",
	  N_("Looks whether all is well, and mends what it can."), doctor,
	  true },
	{ 0 }
};

/* The language of the person at the terminal. */
static enum lang
terminal_lang(void)
{
	static const char *const	 names[] = { "LC_ALL", "LC_MESSAGES",
					     "LANG" };
	const char			*value;
	enum lang			 lang = LANG_EN;
	size_t				 i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = getenv(names[i]);
		if (value != NULL && *value != '\0') {
			(void)lang_find(value, &lang);
			break;
		}
	}
	return lang;
}

/* The firm's settings; a command that is not bare needs them. */
static enum err
site_begin(struct work *w, const struct command *c)
{
	enum err	 e = site_load(w->db, w->conf, -1, &w->site);

	if (e == OK) {
		w->zone = w->site->zone;
		return OK;
	}
	if (c->bare)
		return OK;
	tool_say("%s", e == ERR_NOTFOUND ?
	    t("there is no firm yet: run kartoteka setup") :
	    t("the database does not answer"));
	return e;
}

static int
run(struct work *w, const char *path, int argc, char *const *argv)
{
	struct tool	 tool = { .work = w };
	int		 code = TOOL_FAILED;

	if (tool_read(&tool, commands, argc, argv) != OK)
		return TOOL_MISUSED;
	if (conf_read(w->mem, path, &w->conf) != OK)
		return TOOL_FAILED;
	if (i18n_load(w->mem, arena_fmt(w->mem, "%s/mo",
	    w->conf->share_dir)) == OK)
		i18n_set(w->lang);
	view_init(w->conf);
	w->db = db_open(w->conf);
	if (site_begin(w, tool.command) == OK)
		code = tool.command->run(&tool);
	db_close(w->db);
	if (fflush(stdout) != 0) {
		tool_say("%s", t("the output could not be written"));
		return TOOL_FAILED;
	}
	return code;
}

int
tool_main(int argc, char **argv)
{
	struct work	 w = { .mem = arena_new(), .lang = terminal_lang(),
			     .now_s = (int64_t)time(NULL),
			     .actor = { .channel = BY_TOOL } };
	const char	*path;
	int		 code, skip = 1;

	modules_use(modules);
	path = conf_path(w.mem);
	if (argc > 2 && strcmp(argv[1], "--config") == 0) {
		path = argv[2];
		skip = 3;
	}
	code = run(&w, path, argc - skip, argv + skip);
	arena_free(w.mem);
	return code;
}
