/*
 * Print the route table, one route a line: method, path, permission.
 *
 *     routes > routes.tsv
 *     routes first		of a program without a configuration
 *
 * PUBLIC is "-", SIGNED "+", HALFWAY "~", as in core/module.h.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "core/dispatch.h"
#include "core/first.h"
#include "core/route.h"

int
main(int argc, char **argv)
{
	struct arena			*mem = arena_new();
	const struct module		*list[64] = { &core_module };
	const struct module *const	 first[] = { &first_module, NULL };
	bool				 alone = argc > 1 &&
					     strcmp(argv[1], "first") == 0;
	const struct module		*m;
	const struct route		*route;
	struct routes			*all;
	size_t				 n;

	for (n = 0; modules[n] != NULL && n + 2 < 64; n++)
		list[n + 1] = modules[n];
	modules_use(alone ? first : modules);
	all = routes_new(mem, alone ? first : list, "kartoteka.fcgi");
	for (n = 0; (route = routes_at(all, n, &m)) != NULL; n++)
		printf("%s\t%s\t%s\n", route->method == GET ? "GET" : "POST",
		    route->path, route->perm);
	arena_free(mem);
	return 0;
}
