/* tick.c: a page's image and a secret address that do what is due. */
#include <inttypes.h>
#include <string.h>

#include "base/crypto.h"
#include "core/db.h"
#include "core/page.h"
#include "core/reply.h"
#include "core/tick.h"
#include "mod/jobs/parts.h"

#define IMAGE_US	200000
#define ADDRESS_US	10000000

/* One transparent pixel.  Source: GIF89a specification. */
static const unsigned char pixel[] = {
	'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0, 0,
	0, 0x21, 0xf9, 4, 1, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2,
	2, 0x44, 1, 0, 0x3b
};

/* The image comes whatever became of the work: the page has nothing to say. */
enum err
tick_image(struct request *rq)
{
	struct work	*w = rq->work;
	struct job_run	 run = { .by = "page",
				 .until_us = page_clock_us() + IMAGE_US };
	bool		 mine = false;
	enum err	 e;

	if (w->site == NULL)
		return ERR_NOTFOUND;
	e = tick_claim(w, &mine);
	if (e == OK && mine)
		e = tick_note(w, run.by, TICK_PAGE_S);
	if (e == OK && mine)
		(void)jobs_run(w, &run);
	return reply_data(rq, "image/gif", NULL, pixel, sizeof(pixel));
}

enum err
tick_word(struct work *w, const char **word)
{
	struct db_rows	*r;
	enum err	 e;

	*word = NULL;
	e = db_query(w->db, w->mem, &r, "SELECT value FROM setting "
	    "WHERE name = 'tick_word'", DB_NOARGS);
	if (e == OK && r->n > 0 && *db_text(r, 0, 0) != '\0')
		*word = db_text(r, 0, 0);
	return e;
}

enum err
tick_address(struct request *rq)
{
	struct work	*w = rq->work;
	struct job_run	 run = { .by = "address",
				 .until_us = page_clock_us() + ADDRESS_US };
	const char	*word, *text;
	enum err	 e;

	if (w->site == NULL)
		return ERR_NOTFOUND;
	e = tick_word(w, &word);
	if (e != OK)
		return e;
	if (word == NULL || strlen(word) != strlen(rq->name) ||
	    !crypto_same(word, rq->name, strlen(word)))
		return ERR_NOTFOUND;
	e = tick_note(w, run.by, TICK_PAGE_S);
	if (e == OK)
		e = jobs_run(w, &run);
	if (e != OK)
		return e;
	text = arena_fmt(w->mem, "done %" PRId64 " failed %" PRId64 "\n",
	    run.done, run.failed);
	return reply_data(rq, "text/plain; charset=utf-8", NULL, text,
	    strlen(text));
}
