/* core_routes.c: addresses that belong to no module. */
#include <string.h>

#include "core/dispatch.h"
#include "core/help.h"
#include "core/reply.h"
#include "core/request.h"
#include "core/view.h"

#define LANG_COOKIE_S	(365 * 86400)

/* Whether the program and its database answer; for whoever watches over it. */
static enum err
health_show(struct request *rq)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(rq->work->db, rq->work->mem, &rows, "SELECT 1",
	    DB_NOARGS);
	return e != OK ? e : reply_data(rq, "text/plain; charset=utf-8", NULL,
	    "ok\n", 3);
}

static enum err
start_show(struct request *rq)
{
	return reply_see(rq, "/now");
}

/* GET /help: keys, and a page for each screen. */
static enum err
help_show(struct request *rq)
{
	for (const struct help_page *p = help_pages; p->name != NULL; p++) {
		struct out	*o = out_add(rq->page, "pages");

		out_text(o, "title", t(p->title));
		out_text(o, "text", t(p->text));
		out_text(o, "icon", p->icon);
		out_fmt(o, "href", "/help/%s", p->name);
	}
	return reply_page(rq, "help.cst");
}

/* GET /help/keys: the keys alone, as a page or for a dialog. */
static enum err
help_keys_show(struct request *rq)
{
	struct out	*o = out_add(rq->page, "crumbs");

	out_text(o, "label", t("Help"));
	out_text(o, "href", "/help");
	out_text(rq->page, "only_keys", "1");
	return reply_page(rq, "help.cst");
}

/* GET /help/:name: what one screen is for, and how things are done there. */
static enum err
help_page_show(struct request *rq)
{
	const struct help_page	*p = help_find(rq->name);
	struct out		*o = out_node(rq->page, "help");

	if (p == NULL)
		return ERR_NOTFOUND;
	out_text(o, "title", t(p->title));
	out_text(o, "text", t(p->text));
	for (size_t i = 0; p->topics[i].title != NULL; i++) {
		struct out	*q = out_add(o, "topics");

		out_text(q, "title", t(p->topics[i].title));
		out_text(q, "text", t(p->topics[i].text));
	}
	o = out_add(rq->page, "crumbs");
	out_text(o, "label", t("Help"));
	out_text(o, "href", "/help");
	return reply_page(rq, "help.cst");
}

/* The language of pages before anybody is signed in. */
enum err
language_choose(struct request *rq)
{
	enum lang	 lang;

	if (!lang_find(rq->name, &lang))
		return ERR_NOTFOUND;
	reply_cookie(rq, "kl", lang_code(lang), LANG_COOKIE_S);
	return reply_see(rq, "%s", reply_next(rq, "/"));
}

/* What we hold is nobody's to index. */
static enum err
robots_show(struct request *rq)
{
	static const char	 text[] = "User-agent: *\nDisallow: /\n";

	return reply_data(rq, "text/plain; charset=utf-8", NULL, text,
	    strlen(text));
}

static const struct route core_routes[] = {
	{ GET, "/",               start_show,      SIGNED, NULL },
	{ GET, "/health",         health_show,     PUBLIC, NULL },
	{ GET, "/help",           help_show,       SIGNED, NULL },
	{ GET, "/help/keys",      help_keys_show,  SIGNED, NULL },
	{ GET, "/help/:name",     help_page_show,  SIGNED, NULL },
	{ GET, "/language/:name", language_choose, PUBLIC, NULL },
	{ GET, "/robots.txt",     robots_show,     PUBLIC, NULL },
	{ 0 }
};

const struct module core_module = {
	.name = "core",
	.routes = core_routes
};
