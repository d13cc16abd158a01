#ifndef CORE_REQUEST_H
#define CORE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/module.h"
#include "core/work.h"

struct out;
struct param;
struct reply;
struct session;

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
	enum method		 method;
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
	struct out		*page;	/* what the template will see */
	struct reply		*reply;	/* what goes back, held until the commit */
};

/*
 * A cookie's value, or NULL.
 */
const char	*request_cookie(const struct request *rq, const char *name);

/*
 * A header's value by its CGI name ("HTTP_ACCEPT_LANGUAGE"), or NULL.
 */
const char	*request_header(const struct request *rq, const char *name);

/*
 * The uploaded file of a field, or NULL if none was chosen.
 */
const struct upload *request_upload(const struct request *rq,
		    const char *field);

#endif
