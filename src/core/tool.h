#ifndef CORE_TOOL_H
#define CORE_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/*
 * One run of the administrator's tool: kartoteka [--config FILE] COMMAND.
 * Results go to standard output, words to standard error.
 */

/* What the tool ends with. */
enum tool_exit {
	TOOL_DONE,	/* 0 */
	TOOL_FAILED,	/* 1 */
	TOOL_MISUSED,	/* 2: the command line is wrong */
	TOOL_PARTLY	/* 3: done, but some rows were refused */
};

/* An option as given: --match name,phone. */
struct tool_option {
	const char	*name;		/* without -- */
	const char	*value;		/* "" of one that takes none */
};

struct tool {
	struct work			*work;	/* the system acts, by BY_TOOL */
	const struct command		*command;
	const struct tool_option	*options;
	size_t				 noptions;
	const char *const		*args;	/* what is no option */
	size_t				 nargs;
};

/*
 * A command, of core or of a module (.commands; ends with {0}).
 *
 * name   one or two words: "migrate", "user add"
 * usage  what may follow, which is also how it is read:
 *	    FILE		must be there
 *	    [FILE]		may be there, after all that must
 *	    --admin LOGIN	an option that must be there, with a value
 *	    [--out FILE]	one that may be there
 *	    [--dry-run]		one without a value
 *	    [--mode create|update]	a value that must be one of these
 *	    --once|--forever	one of these must be there
 *	    [--code-map FILE]...	any number of times
 *	  Capital letters say that any value will do.
 * help   what it does, one line, N_("...")
 * run    does it, when the command line is right; returns enum tool_exit
 * bare   also before the firm is set up, or without a database: otherwise
 *        work->site is there
 */
struct command {
	const char	*name;
	const char	*usage;
	const char	*help;
	int		(*run)(struct tool *);
	bool		 bare;
};

/*
 * Read what follows the tool's name into *tool, by the usage of the command it
 * begins with.  Words on standard error, and ERR_INVALID, if it is wrong.
 *
 * own   commands of the program, ends with {0}; those of modules are found
 */
enum err	 tool_read(struct tool *tool, const struct command *own, int argc,
		    char *const *argv);

/*
 * Every command with its usage, on standard error.
 */
void		 tool_usage(const struct command *own);

/* The value of an option ("out"), or NULL if it was not given. */
const char	*tool_option(const struct tool *tool, const char *name);

/* Whether an option was given. */
bool		 tool_given(const struct tool *tool, const char *name);

/* The i-th argument that is no option, or NULL. */
const char	*tool_arg(const struct tool *tool, size_t i);

/*
 * The first line of the file that an option names (a password), without its
 * line end; "-" is standard input.  ERR_IO in words if it cannot be read,
 * ERR_INVALID if the line is empty or over 1,000 bytes.
 */
enum err	 tool_secret(const struct tool *tool, const char *option,
		    const char **out);

/* A line of words for the person, on standard error. */
void		 tool_say(const char *fmt, ...)
		    __attribute__((format(printf, 1, 2)));

/*
 * What the tool ends with when a rule returned e: says the work's problems
 * (with their rows and fields), or that the log has the cause.
 */
int		 tool_result(const struct tool *tool, enum err e);

#endif
