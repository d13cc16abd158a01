#ifndef CORE_WIRE_H
#define CORE_WIRE_H

#include <stddef.h>

#include "base/err.h"

/*
 * The web server's side of one request: FastCGI, plain CGI, or a test.
 */
struct wire {
	/* A variable of the environment (RFC 3875, 4.1), or NULL. */
	const char	*(*env)(struct wire *, const char *name);
	/* The next bytes of the body, at most n; 0 at its end. */
	size_t		(*read)(struct wire *, char *buf, size_t n);
	/* Bytes of the answer.  ERR_IO when nobody takes them any more. */
	enum err	(*write)(struct wire *, const char *s, size_t n);
	size_t		 left;		/* bytes of the body not yet read */
};

#endif
