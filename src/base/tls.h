#ifndef BASE_TLS_H
#define BASE_TLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * What a web server answers to GET path: its first bytes, head and body.  For
 * asking our own server about itself, so its certificate is not looked at.
 *
 * addr    numeric address and port, "192.0.2.7:443", "[2001:db8::1]:80"
 * secure  over TLS
 * host    the name in the request (and of the certificate wanted)
 * out     the answer in mem, at most max bytes and a NUL
 *
 * ERR_IO when nobody answers within a few seconds.
 */
enum err	 tls_get(struct arena *mem, const char *addr, bool secure,
		    const char *host, const char *path, size_t max,
		    const char **out);

#endif
