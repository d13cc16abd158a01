/* worker.c: the application behind the web server, FastCGI or plain CGI. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/log.h"
#include "core/dispatch.h"
#include "core/fcgi.h"
#include "core/first.h"
#include "core/i18n.h"
#include "core/multipart.h"
#include "core/view.h"
#include "prog/prog.h"

#define FIRST_REQUESTS	1000	/* of a process that nobody configured */

/* Core's own addresses, then the modules'. */
static const struct module *const *
all_modules(struct arena *mem)
{
	const struct module	**list;
	size_t			  n = 0;

	while (modules[n] != NULL)
		n++;
	list = arena_alloc(mem, (n + 2) * sizeof(*list));
	list[0] = &core_module;
	memcpy(list + 1, modules, n * sizeof(*list));
	return list;
}

/* What a process holds: the application, and what it still waits for. */
struct program {
	struct app	 app;
	struct arena	*mem;
	const char	*name;		/* of the file it was started as */
	const char	*conf_path;
	bool		 waits;		/* for a configuration that fits */
};

/* Take the configuration and what it names. */
static enum err
program_begin(struct program *p)
{
	struct app	*app = &p->app;
	enum err	 e = conf_read(p->mem, p->conf_path, &app->conf);

	if (e != OK)
		return e;
	log_open(app->conf->log_file);
	e = i18n_load(p->mem, arena_fmt(p->mem, "%s/mo",
	    app->conf->share_dir));
	if (e != OK)
		return e;
	intake_sweep(arena_fmt(p->mem, "%s/tmp", app->conf->data_dir));
	modules_use(modules);
	view_init(app->conf);
	app->routes = routes_new(p->mem, all_modules(p->mem), p->name);
	app->db = db_open(app->conf);
	p->waits = false;
	return OK;
}

/* A page of the first visit's alone, for this request. */
static bool
alone_answer(struct program *p, struct wire *wire, struct arena *mem,
    const struct conf *conf, const struct conf_fault *fault)
{
	static const struct module *const	 alone[] = { &first_module,
						     NULL };
	struct app				 app = { .mem = p->app.mem,
						     .conf = conf,
						     .fault = fault };
	bool					 whole;

	if (i18n_load(mem, arena_fmt(mem, "%s/mo", conf->share_dir)) != OK)
		exit(1);
	modules_use(alone);
	view_init(conf);
	app.routes = routes_new(mem, alone, p->name);
	app.db = db_open(conf);
	whole = dispatch(&app, wire);
	db_close(app.db);
	return whole;
}

/* The page of the first visit, or what is wrong with the configuration. */
static bool
waiting_answer(struct program *p, struct wire *wire, bool first)
{
	struct arena		*mem = arena_new();
	struct conf_fault	 fault = { 0 };
	const struct conf	*conf = first ? first_conf(mem, wire) :
				    conf_rest(mem, p->conf_path, &fault);
	bool			 whole;

	if (!first && fault.why == CONF_FINE)
		exit(1);
	if (fault.why == CONF_UNREAD)
		conf = first_place(mem, wire);
	whole = alone_answer(p, wire, mem, conf, first ? NULL : &fault);
	arena_free(mem);
	return whole;
}

static bool
answer(void *arg, struct wire *wire)
{
	struct program	*p = arg;

	if (!p->waits)
		return dispatch(&p->app, wire);
	p->conf_path = conf_path(p->mem);
	if (access(p->conf_path, F_OK) != 0)
		return waiting_answer(p, wire, true);
	if (program_begin(p) != OK)
		return waiting_answer(p, wire, false);
	return dispatch(&p->app, wire);
}

/* A program put there by hand says on its log that it has no configuration. */
static bool
uploaded(const struct program *p)
{
	return getenv("KARTOTEKA_CONFIG") == NULL &&
	    access(p->conf_path, F_OK) != 0 &&
	    access(arena_fmt(p->mem, "%s/../conf", file_program(p->mem)),
	    F_OK) == 0;
}

int
worker_main(int argc, char **argv)
{
	struct program	 p = { .mem = arena_new() };
	const char	*slash = strrchr(argv[0], '/');
	int		 most = FIRST_REQUESTS;

	(void)argc;
	p.name = slash != NULL ? slash + 1 : argv[0];
	p.conf_path = conf_path(p.mem);
	p.waits = true;
	if (!uploaded(&p) && program_begin(&p) != OK && (p.app.conf != NULL ||
	    access(p.conf_path, F_OK) != 0))
		return 1;
	p.app.mem = arena_new();
	if (!p.waits)
		most = p.app.conf->max_requests;
	fcgi_serve(answer, &p, most);
	arena_free(p.app.mem);
	db_close(p.app.db);
	arena_free(p.mem);
	return 0;
}
