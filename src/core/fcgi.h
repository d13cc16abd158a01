#ifndef CORE_FCGI_H
#define CORE_FCGI_H

#include <stdbool.h>

#include "core/wire.h"

/*
 * Answer requests by answer(arg, wire), which says whether the connection may
 * end well: as a FastCGI worker (fd 0 is a listening socket), or one as plain
 * CGI.  A worker leaves after max_requests (0: never), and on SIGTERM or
 * SIGUSR1 after the request in hand, whose body is still read and whose answer
 * is still written to the end.  What answer calls sees these two blocked.
 */
void	 fcgi_serve(bool (*answer)(void *arg, struct wire *), void *arg,
	    int max_requests);

#endif
