#ifndef CORE_REQUEST_H
#define CORE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/module.h"
#include "core/work.h"

struct loaded;
struct out;
struct param;
struct reply;
struct session;
struct wire;

/* A file that came in a multipart form, kept in a temporary file. */
struct upload {
	const char	*field;
	const char	*name;		/* as the browser said; no path */
	const char	*path;		/* of the temporary file; ends with rq */
	int64_t		 size;		/* bytes */
};

/* One HTTP request, from the first byte read to the last byte sent. */
struct request {
	struct work		*work;	/* for rules; its arena ends with the request */
	struct wire		*wire;	/* the web server's side of it */
	enum method		 method;	/* M_END: none that we know */
	bool			 head;	/* HEAD: a GET answered without its body */
	const char		*path;	/* decoded, without base; starts with / */
	const char		*query;	/* raw, after ?; "" if none */
	const struct route	*route;
	int64_t			 id;	/* :id of the route, else 0 */
	const char		*name;	/* :name of the route, else NULL */
	int64_t			 rev;	/* hidden field rev, else 0 */
	const char		*rid;	/* request id, 12 hex digits, in log and page */
	const char		*addr;	/* the client's, trusted_proxies considered */
	const struct param	*params;	/* of the query and of the form */
	const struct upload	*uploads;
	size_t			 nuploads;
	struct session		*session;	/* NULL: nobody signed in */
	bool			 partial;	/* htmx asks for a part of a page */
	bool			 secure;	/* came by https, as the web server says */
	const struct loaded	*loaded;	/* the record of a card */
	struct db_rows		**asked;	/* lists of the panel being filled */
	int64_t			 number;	/* and its number */
	struct out		*page;	/* what the template will see */
	struct reply		*reply;	/* what goes back, held until the commit */
};

/*
 * Read the environment of rq->wire into rq, whose work is set: all members up
 * to addr, the parameters of the query, partial; rev from the query.
 *
 * ERR_MALFORMED for a target or query with bad escapes, bytes that are not
 * UTF-8 text, or control characters; ERR_NOTFOUND for a path outside the base,
 * over 2,000 bytes, or with an empty, "." or ".." segment, an escaped / or a
 * backslash, which servers and browsers read in ways of their own.  rid, addr
 * and method are set even then, and path is "/".
 */
enum err	 request_read(struct request *rq);

/*
 * Read the body of a POST into rq->params and rq->uploads; rev with it.
 * Types other than the two of forms are left unread.
 *
 * ERR_MALFORMED for a body that breaks its format or is cut off, ERR_TOOBIG
 * over 2 MB of urlencoded form or 64 MB of multipart, ERR_IO (logged) when a
 * file cannot be kept.
 */
enum err	 request_read_body(struct request *rq);

/*
 * Read away what is left of the body, at most 128 MB, so that the web server
 * listens to an answer that comes before it has sent everything.
 */
void		 request_drain(struct request *rq);

/*
 * A cookie's value, or NULL.
 */
const char	*request_cookie(const struct request *rq, const char *name);

/*
 * A header's value by its CGI name ("HTTP_ACCEPT_LANGUAGE"), or NULL.
 */
const char	*request_header(const struct request *rq, const char *name);

/* What the browser calls itself, at most 200 characters; "" if nothing. */
const char	*request_agent(const struct request *rq);

/*
 * The uploaded file of a field, or NULL if none was chosen.
 */
const struct upload *request_upload(const struct request *rq,
		    const char *field);

#endif
