#ifndef CORE_REPLY_H
#define CORE_REPLY_H

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
 * printf(3), "/deals/7"; the base is added.  Always OK.
 */
enum err	 reply_see(struct request *rq, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));

/*
 * Words that the page after a reply_see() shows once, with an Undo button if
 * the work wrote a change set.
 */
void		 reply_note(struct request *rq, const char *text);

/*
 * rq->page through a template ("contacts/card.cst", "list.cst").  OK, or
 * ERR_IO (logged) if the template fails.
 */
enum err	 reply_page(struct request *rq, const char *tpl);

/*
 * n bytes of a media type.  name is the file name of a download
 * (Content-Disposition: attachment), or NULL to show it in place.
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
 * Set a cookie: Path is the base, HttpOnly, SameSite=Lax, Secure under https.
 * max_age_s 0 removes it, below 0 makes it end with the browser.
 */
void		 reply_cookie(struct request *rq, const char *name,
		    const char *value, int64_t max_age_s);

#endif
