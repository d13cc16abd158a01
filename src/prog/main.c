/* main.c: one program, and what it is by its name. */
#include <stdbool.h>
#include <stdlib.h>

#include "base/str.h"
#include "prog/prog.h"

/*
 * A web server hands words of the address to a CGI program as arguments, so
 * what it starts is never the tool, whatever its name.
 */
static bool
behind_server(const char *name)
{
	return str_ends(name, "cgi") || getenv("GATEWAY_INTERFACE") != NULL ||
	    getenv("REQUEST_METHOD") != NULL;
}

int
main(int argc, char **argv)
{
	if (argc == 0)
		return 2;
	return behind_server(argv[0]) ? worker_main(argc, argv) :
	    tool_main(argc, argv);
}
