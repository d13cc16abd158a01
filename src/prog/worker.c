/* worker.c: the application behind the web server, FastCGI or plain CGI. */
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/conf.h"
#include "base/log.h"
#include "core/dispatch.h"
#include "core/fcgi.h"
#include "core/i18n.h"
#include "core/multipart.h"
#include "core/view.h"
#include "prog/prog.h"

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

/*
 * Give big blocks back to the system as soon as they are freed: a password
 * takes 16 MiB to hash, and glibc would keep it from the second time on.
 */
static void
memory_tune(void)
{
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, 256 * 1024);
	mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
#endif
}

static bool
answer(void *arg, struct wire *wire)
{
	return dispatch(arg, wire);
}

int
worker_main(int argc, char **argv)
{
	struct arena	*mem = arena_new();
	const char	*name = strrchr(argv[0], '/');
	struct app	 app = { 0 };

	(void)argc;
	memory_tune();
	if (conf_read(mem, conf_path(mem), &app.conf) != OK)
		return 1;
	log_open(app.conf->log_file);
	if (i18n_load(mem, arena_fmt(mem, "%s/mo", app.conf->share_dir)) != OK)
		return 1;
	intake_sweep(arena_fmt(mem, "%s/tmp", app.conf->data_dir));
	modules_use(modules);
	view_init(app.conf);
	app.routes = routes_new(mem, all_modules(mem),
	    name != NULL ? name + 1 : argv[0]);
	app.db = db_open(app.conf);
	app.mem = arena_new();
	fcgi_serve(answer, &app, app.conf->max_requests);
	arena_free(app.mem);
	db_close(app.db);
	arena_free(mem);
	return 0;
}
