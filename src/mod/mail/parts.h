#ifndef MAIL_PARTS_H
#define MAIL_PARTS_H

#include "base/err.h"

struct out;
struct request;

/* What the files of this module share; nobody else includes it. */

/* GET /settings/mail: the mail server, a test letter, the queue. */
enum err	 mail_settings_show(struct request *rq);

/* POST /settings/mail: take the server. */
enum err	 mail_settings_take(struct request *rq);

/* POST /settings/mail/test: send a letter now, and show the server's words. */
enum err	 mail_test(struct request *rq);

/* POST /settings/mail/:id/again: a letter is due now. */
enum err	 mail_again(struct request *rq);

/* POST /settings/mail/:id/drop: a letter is not to be sent any more. */
enum err	 mail_forget(struct request *rq);

/* What waits, failed and was sent last, below page.mail. */
enum err	 mail_queue_fill(struct request *rq, struct out *o);

#endif
