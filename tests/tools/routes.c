/*
 * Print the route table, one route a line: method, path, permission.
 *
 *     routes > routes.tsv
 *
 * PUBLIC is "-", SIGNED "+", HALFWAY "~", as in core/module.h.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "core/dispatch.h"
#include "core/route.h"

int
main(void)
{
	struct arena			*mem = arena_new();
	const struct module		*list[64] = { &core_module };
	const struct module		*m;
	const struct route		*route;
	struct routes			*all;
	size_t				 n;

	for (n = 0; modules[n] != NULL && n + 2 < 64; n++)
		list[n + 1] = modules[n];
	modules_use(modules);
	all = routes_new(mem, list, "kartoteka.fcgi");
	for (n = 0; (route = routes_at(all, n, &m)) != NULL; n++)
		printf("%s\t%s\t%s\n", route->method == GET ? "GET" : "POST",
		    route->path, route->perm);
	arena_free(mem);
	return 0;
}
