#ifndef CORE_REPLY_H
#define CORE_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/request.h"

/*
 * What goes back to the browser.  A handler chooses one; it is held until the
 * transaction has been committed.
 */

/*
 * After a POST: send the browser (303) to the address made from fmt as by
 * printf(3), "/deals/7"; the base is added.  What is no path of ours leads to
 * the start page.  Always OK.
 */
enum err	 reply_see(struct request *rq, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));

/*
 * The address that the form's field "next" asks to go on to, for reply_see();
 * otherwise when there is none, or it leads away from us.
 */
const char	*reply_next(const struct request *rq, const char *otherwise);

/*
 * Words that the page after a reply_see() shows once, with an Undo button if
 * the work wrote a change set.  Copied.
 */
void		 reply_note(struct request *rq, const char *text);

/*
 * The same without Undo, for what is taken back in another way: an issued
 * paper by its reversing paper.
 */
void		 reply_note_final(struct request *rq, const char *text);

/*
 * Show rq->page by a template ("contacts/card.cst", "list.cst").  It is
 * rendered when the handler has returned, with the status of what it says: OK
 * is 200, and a handler that refuses input shows the form again by
 *
 *	reply_page(rq, "form.cst");
 *	return ERR_INVALID;		(422; ERR_CONFLICT for a merge page: 409)
 *
 * Any other error shows the page of errors instead; a handler may put better
 * words into rq->page under error.text.  Always OK.
 */
enum err	 reply_page(struct request *rq, const char *tpl);

/*
 * What the handler wrote is kept even if it refuses with ERR_INVALID or
 * ERR_DENIED: a failure to sign in that must be counted.
 */
void		 reply_keep(struct request *rq);

/*
 * n bytes of a media type.  name is the file name of a download
 * (Content-Disposition: attachment), or NULL to show it in place.  data must
 * live as long as the work.  Always OK.
 */
enum err	 reply_data(struct request *rq, const char *type,
		    const char *name, const void *data, size_t n);

/*
 * A download of unknown length: headers now, then reply_write() as it is
 * made.  Only for GET: nothing may be refused after it began; an error then
 * cuts the connection, so that the browser reports a broken download.
 */
enum err	 reply_stream(struct request *rq, const char *type,
		    const char *name);

/*
 * The next n bytes of a stream.  ERR_IO when the browser went away.
 */
enum err	 reply_write(struct request *rq, const void *data, size_t n);

/*
 * Set a cookie: Path is the base, HttpOnly, SameSite=Lax, Secure where base_url
 * is https or the request came by it.
 * max_age_s 0 removes it, below 0 makes it end with the browser.  value is of
 * A-Z a-z 0-9 - _ . ~ %.
 */
void		 reply_cookie(struct request *rq, const char *name,
		    const char *value, int64_t max_age_s);

/*
 * Content-Disposition of a download by this name (RFC 6266, RFC 8187): the
 * name in UTF-8, and what ASCII can say of it.
 */
const char	*reply_disposition(struct arena *mem, const char *name);

/* ---- for the dispatcher */

enum reply_kind {
	REPLY_NONE, REPLY_SEE, REPLY_PAGE, REPLY_DATA, REPLY_STREAM
};

/* A header to be sent. */
struct header {
	const struct header	*next;
	const char		*name;
	const char		*value;
};

/* The answer as chosen so far. */
struct reply {
	enum reply_kind		 kind;
	const char		*to;		/* see: local path */
	const char		*tpl;		/* page */
	const char		*type, *name;	/* data, stream */
	const void		*data;		/* data, and the page rendered */
	size_t			 n;
	const char		*note;
	bool			 final;	/* the note offers no Undo */
	bool			 keep;
	const struct header	*headers;	/* besides the usual; last first */
	bool			 begun;		/* bytes have been sent */
	bool			 broken;	/* a stream's reader went away */
	int			 status;	/* what was sent; 0: nothing yet */
};

/*
 * Add a header.  Control characters in value become blanks, so that no text
 * ever begins a header of its own.
 */
void		 reply_header(struct request *rq, const char *name,
		    const char *value);

/*
 * The status of an outcome: ERR_NOTFOUND is 404.  Everything else in the
 * program speaks of outcomes.
 */
int		 reply_status(enum err e);

/*
 * Whether the answer to e is a page that the handler has filled.
 */
bool		 reply_has_page(const struct request *rq, enum err e);

/*
 * Render what the handler has chosen, when it is a page, so that a template's
 * fault is known before the commit.  ERR_IO.
 */
enum err	 reply_render(struct request *rq);

/*
 * Send the answer to e: the handler's, or what an error gets.  rq->page holds
 * what every page shows (page.h) by now.
 */
void		 reply_send(struct request *rq, enum err e);

#endif
