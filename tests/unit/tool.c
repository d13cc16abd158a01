/* What core/tool promises. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "core/module.h"
#include "core/tool.h"
#include "tests/unit/tap.h"

static int
nothing(struct tool *tool)
{
	(void)tool;
	return TOOL_DONE;
}

static const struct command own[] = {
	{ "import", "ENTITY FILE [MORE] [--map FILE] [--mode create|update]"
	  " [--dry-run] [--tag T]...", "Takes a table in.", nothing, false },
	{ "jobs", "--once|--forever", "Runs jobs.", nothing, false },
	{ 0 }
};

static const struct command users[] = {
	{ "user add", "LOGIN --name NAME", "Adds a user.", nothing, false },
	{ 0 }
};

static const struct module		 users_module = {
	.name = "users", .commands = users
};
static const struct module *const	 list[] = { &users_module, NULL };

/* Read a line of words set apart by blanks. */
static enum err
given(struct tool *tool, struct work *w, const char *line)
{
	char	*words = arena_strdup(w->mem, line), *argv[20];
	int	 argc = 0;

	while (*words != '\0') {
		argv[argc++] = words;
		words += strcspn(words, " ");
		if (*words == ' ')
			*words++ = '\0';
	}
	*tool = (struct tool){ .work = w };
	return tool_read(tool, own, argc, argv);
}

static void
test_right(struct work *w)
{
	struct tool	 tool;

	check(given(&tool, w, "import contacts x.csv") == OK &&
	    str_eq(tool_arg(&tool, 0), "contacts") &&
	    str_eq(tool_arg(&tool, 1), "x.csv") &&
	    tool_arg(&tool, 2) == NULL, "arguments stand in their order");
	check(given(&tool, w, "import --dry-run a --map m b c --mode update"
	    " --tag 1 --tag 2") == OK && tool.nargs == 3 &&
	    str_eq(tool_option(&tool, "map"), "m") &&
	    tool_given(&tool, "dry-run") && !tool_given(&tool, "dry") &&
	    tool.noptions == 5, "options may stand anywhere");
	check(given(&tool, w, "user add bob --name Bob") == OK &&
	    str_eq(tool.command->name, "user add") &&
	    str_eq(tool_arg(&tool, 0), "bob"),
	    "a command of a module may have two words");
	check(given(&tool, w, "jobs --forever") == OK &&
	    tool_given(&tool, "forever"), "one of two options is enough");
}

static void
test_wrong(struct work *w)
{
	static const char *const	 bad[] = {
		"", "user", "user adds", "imports a b", "import a",
		"import a b c d", "import a b --nope", "import a b --map",
		"import a b --map x --map y", "import a b --mode delete",
		"import a b --mode creat", "jobs", "jobs --once x",
		"user add bob", "import a b --dry-run=1"
	};
	struct tool	 tool;
	size_t		 i, refused = 0, n = sizeof(bad) / sizeof(bad[0]);

	for (i = 0; i < n; i++)
		refused += given(&tool, w, bad[i]) == ERR_INVALID;
	check(refused == n, "a wrong line is refused");
}

static void
test_secret(struct work *w)
{
	char		 path[] = "/tmp/kartoteka-tool-XXXXXX";
	int		 fd = mkstemp(path);
	struct tool	 tool;
	const char	*s = NULL;

	given(&tool, w, arena_fmt(w->mem, "import a b --map %s", path));
	check(tool_secret(&tool, "map", &s) == ERR_INVALID,
	    "an empty file holds no password");
	check(write(fd, " pass word\r\nmore\n", 17) == 17 &&
	    tool_secret(&tool, "map", &s) == OK && str_eq(s, " pass word"),
	    "a password is the first line, with its blanks");
	close(fd);
	unlink(path);
	check(tool_secret(&tool, "map", &s) == ERR_IO &&
	    tool_secret(&tool, "mode", &s) == ERR_IO,
	    "a file that is not there is told");
}

static void
test_result(struct work *w)
{
	struct tool	 tool = { .work = w };

	check(tool_result(&tool, OK) == 0 &&
	    tool_result(&tool, ERR_DB) == 1, "a failure ends with 1");
	work_refuse(w, 0, "name", "is missing");
	check(tool_result(&tool, ERR_INVALID) == 1, "so does a refusal");
}

int
main(void)
{
	struct work	 w = { .mem = arena_new() };

	if (freopen("/dev/null", "w", stderr) == NULL)
		return 1;
	modules_use(list);
	test_right(&w);
	test_wrong(&w);
	test_secret(&w);
	test_result(&w);
	arena_free(w.mem);
	return done();
}
