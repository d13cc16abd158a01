/* tool.c: the command line of the administrator's tool. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "core/module.h"
#include "core/tool.h"

#define SECRET_BYTES	1000

/* One word of a usage: "--out", its value, and how often it may be there. */
struct word {
	const char	*text;		/* not terminated */
	size_t		 n;
	const char	*value;		/* NULL: takes none */
	size_t		 nvalue;
	bool		 must;
	bool		 many;
	bool		 option;
};

void
tool_say(const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	fputs("kartoteka: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
}

static size_t
span(const char *s)
{
	return strcspn(s, " ]");
}

/* The next word of *usage; false at its end. */
static bool
word_next(const char **usage, struct word *w)
{
	const char	*s = *usage + strspn(*usage, " ");

	if (*s == '\0')
		return false;
	*w = (struct word){ .must = *s != '[' };
	s += *s == '[';
	w->text = s;
	w->n = span(s);
	s += w->n;
	w->option = str_starts(w->text, "--");
	if (w->option && s[0] == ' ' && s[1] != '[' && s[1] != '-') {
		w->value = s + 1;
		w->nvalue = span(s + 1);
		s += 1 + w->nvalue;
	}
	s += *s == ']';
	if (str_starts(s, "...")) {
		w->many = true;
		s += 3;
	}
	*usage = s;
	return true;
}

/* True if one of the n bytes "a|b|c" at list is the text. */
static bool
one_of(const char *list, size_t n, const char *text)
{
	size_t	 len = strlen(text), part;

	for (; n > 0; list += part, n -= part) {
		part = strcspn(list, "| ]");
		part = part > n ? n : part;
		if (part == len && memcmp(list, text, len) == 0)
			return true;
		part += part < n;
	}
	return false;
}

/* A list in small letters names every value there is. */
static bool
value_fits(const struct word *w, const char *value)
{
	size_t	 i;

	for (i = 0; i < w->nvalue; i++)
		if ((w->value[i] >= 'A' && w->value[i] <= 'Z') ||
		    w->value[i] == '.')
			return true;
	return one_of(w->value, w->nvalue, value);
}

static bool
option_find(const char *usage, const char *arg, struct word *w)
{
	while (word_next(&usage, w))
		if (w->option && one_of(w->text, w->n, arg))
			return true;
	return false;
}

/* What was wrong, and what would be right. */
static enum err
misused(const struct tool *tool, const char *text)
{
	tool_say("%s", text);
	fprintf(stderr, "%s kartoteka %s %s\n", t("Use:"),
	    tool->command->name, tool->command->usage);
	return ERR_INVALID;
}

/* How many words of argv the command's name takes; 0 if it is another. */
static int
name_length(const struct command *c, int argc, char *const *argv)
{
	size_t	 n = argc > 0 ? strlen(argv[0]) : 0;

	if (n == 0 || strncmp(c->name, argv[0], n) != 0)
		return 0;
	if (c->name[n] == '\0')
		return 1;
	return c->name[n] == ' ' && argc > 1 &&
	    strcmp(c->name + n + 1, argv[1]) == 0 ? 2 : 0;
}

static const struct command *
list_find(const struct command *c, int argc, char *const *argv, int *n)
{
	for (; c != NULL && c->name != NULL; c++)
		if ((*n = name_length(c, argc, argv)) > 0)
			return c;
	return NULL;
}

static const struct command *
command_find(const struct command *own, int argc, char *const *argv, int *n)
{
	const struct module *const	*m;
	const struct command		*c = list_find(own, argc, argv, n);

	for (m = modules_all(); c == NULL && *m != NULL; m++)
		c = list_find((*m)->commands, argc, argv, n);
	return c;
}

/* Take the option at argv[*i], and its value. */
static enum err
option_read(struct tool *tool, struct tool_option *list, char *const *argv,
    int argc, int *i)
{
	struct tool_option	*o = &list[tool->noptions];
	struct arena		*mem = tool->work->mem;
	struct word		 w;

	if (!option_find(tool->command->usage, argv[*i], &w))
		return misused(tool, arena_fmt(mem,
		    t("there is no option %s"), argv[*i]));
	if (tool_given(tool, argv[*i] + 2) && !w.many)
		return misused(tool, arena_fmt(mem, t("%s is there twice"),
		    argv[*i]));
	o->name = argv[*i] + 2;
	o->value = "";
	if (w.value != NULL) {
		if (*i + 1 >= argc)
			return misused(tool, arena_fmt(mem,
			    t("%s wants a value"), argv[*i]));
		o->value = argv[++*i];
		if (!value_fits(&w, o->value))
			return misused(tool, arena_fmt(mem,
			    t("%s is not a value of %s"), o->value,
			    argv[*i - 1]));
	}
	tool->noptions++;
	return OK;
}

static bool
word_given(const struct tool *tool, const struct word *w)
{
	size_t	 i;

	for (i = 0; i < tool->noptions; i++)
		if (one_of(w->text, w->n, arena_fmt(tool->work->mem, "--%s",
		    tool->options[i].name)))
			return true;
	return false;
}

/* Whether all is there that must, and no more than may. */
static enum err
complete(const struct tool *tool)
{
	const char	*usage = tool->command->usage;
	struct arena	*mem = tool->work->mem;
	struct word	 w;
	size_t		 least = 0, most = 0;

	while (word_next(&usage, &w)) {
		if (!w.option) {
			least += w.must;
			most += w.many ? tool->nargs + 1 : 1;
		} else if (w.must && !word_given(tool, &w))
			return misused(tool, arena_fmt(mem,
			    t("%.*s is missing"), (int)w.n, w.text));
	}
	if (tool->nargs < least)
		return misused(tool, t("something is missing"));
	if (tool->nargs > most)
		return misused(tool, arena_fmt(mem, t("%s is too much"),
		    tool->args[most]));
	return OK;
}

enum err
tool_read(struct tool *tool, const struct command *own, int argc,
    char *const *argv)
{
	struct arena		*mem = tool->work->mem;
	size_t			 room = (size_t)argc + 1;
	struct tool_option	*options;
	const char		**args;
	int			 i = 0;
	enum err		 e = OK;

	tool->command = command_find(own, argc, argv, &i);
	if (tool->command == NULL) {
		if (argc > 0)
			tool_say(t("there is no command %s"), argv[0]);
		tool_usage(own);
		return ERR_INVALID;
	}
	tool->options = options = arena_alloc(mem, room * sizeof(*options));
	tool->args = args = arena_alloc(mem, room * sizeof(*args));
	for (; e == OK && i < argc; i++) {
		if (str_starts(argv[i], "--") && argv[i][2] != '\0')
			e = option_read(tool, options, argv, argc, &i);
		else
			args[tool->nargs++] = argv[i];
	}
	return e != OK ? e : complete(tool);
}

static void
list_usage(const struct command *c)
{
	for (; c != NULL && c->name != NULL; c++)
		fprintf(stderr, "  %s %s\n      %s\n", c->name, c->usage,
		    t(c->help));
}

void
tool_usage(const struct command *own)
{
	const struct module *const	*m;

	fprintf(stderr, "%s kartoteka [--config FILE] COMMAND\n", t("Use:"));
	list_usage(own);
	for (m = modules_all(); *m != NULL; m++)
		list_usage((*m)->commands);
}

const char *
tool_option(const struct tool *tool, const char *name)
{
	size_t	 i;

	for (i = 0; i < tool->noptions; i++)
		if (str_eq(tool->options[i].name, name))
			return tool->options[i].value;
	return NULL;
}

bool
tool_given(const struct tool *tool, const char *name)
{
	return tool_option(tool, name) != NULL;
}

const char *
tool_arg(const struct tool *tool, size_t i)
{
	return i < tool->nargs ? tool->args[i] : NULL;
}

static enum err
line_read(FILE *f, const char *path, char *line)
{
	if (fgets(line, SECRET_BYTES + 2, f) == NULL) {
		if (ferror(f)) {
			tool_say("%s: %s", path, strerror(errno));
			return ERR_IO;
		}
		*line = '\0';
	}
	if (strchr(line, '\n') == NULL && strlen(line) > SECRET_BYTES) {
		tool_say(t("%s: the first line is too long"), path);
		return ERR_INVALID;
	}
	line[strcspn(line, "\r\n")] = '\0';
	if (*line == '\0') {
		tool_say(t("%s: the first line is empty"), path);
		return ERR_INVALID;
	}
	return OK;
}

enum err
tool_secret(const struct tool *tool, const char *option, const char **out)
{
	const char	*path = tool_option(tool, option);
	char		 line[SECRET_BYTES + 2];
	enum err	 e;
	FILE		*f;

	if (str_eq(path, "-"))
		e = line_read(stdin, path, line);
	else {
		f = path == NULL ? NULL : fopen(path, "re");
		if (f == NULL) {
			tool_say("%s: %s", path == NULL ? option : path,
			    strerror(path == NULL ? ENOENT : errno));
			return ERR_IO;
		}
		e = line_read(f, path, line);
		fclose(f);
	}
	if (e == OK)
		*out = arena_strdup(tool->work->mem, line);
	return e;
}

/* Problems are kept newest first. */
static void
problems_say(const struct problem *p)
{
	if (p == NULL)
		return;
	problems_say(p->next);
	if (p->field != NULL)
		tool_say("%s: %s", p->field, p->text);
	else
		tool_say("%s", p->text);
}

int
tool_result(const struct tool *tool, enum err e)
{
	if (e == OK)
		return TOOL_DONE;
	if (tool->work->problems != NULL)
		problems_say(tool->work->problems);
	else if (e == ERR_DB || e == ERR_RETRY)
		tool_say("%s", t("the database refused; the log says why"));
	else if (e == ERR_IO)
		tool_say("%s", t("a file failed; the log says which"));
	else
		tool_say("%s", t("refused"));
	return TOOL_FAILED;
}
