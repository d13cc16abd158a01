/* What core/route promises. */
#include <string.h>

#include "core/route.h"
#include "tests/unit/tap.h"

static enum err
nothing(struct request *rq)
{
	(void)rq;
	return OK;
}

static const struct route core_list[] = {
	{ GET, "/", nothing, SIGNED, NULL },
	{ GET, "/health", nothing, PUBLIC, NULL },
	{ 0 }
};
static const struct route user_list[] = {
	{ GET,  "/sign-in", nothing, PUBLIC, NULL },
	{ POST, "/sign-in", nothing, PUBLIC, NULL },
	{ GET,  "/users", nothing, "user.see", NULL },
	{ 0 }
};
static const struct route contact_list[] = {
	{ GET,  "/contacts/:name", nothing, "contact.see", NULL },
	{ GET,  "/contacts/:id", nothing, "contact.see", NULL },
	{ GET,  "/contacts/:id/edit", nothing, "contact.edit", NULL },
	{ POST, "/contacts/:id/edit", nothing, "contact.edit", NULL },
	{ GET,  "/contacts/new", nothing, "contact.create", NULL },
	{ POST, "/contacts/new", nothing, "contact.create", NULL },
	{ POST, "/contacts/:id/stage", nothing, "contact.edit", NULL },
	{ 0 }
};
static const struct route document_list[] = {
	{ GET, "/invoices/:id.xml", nothing, "document.see", NULL },
	{ GET, "/invoices/:id", nothing, "document.see", NULL },
	{ 0 }
};
static const struct module core = { .name = "core", .routes = core_list };
static const struct module users = { .name = "users", .routes = user_list };
static const struct module contacts = { .name = "contacts",
	.routes = contact_list };
static const struct module documents = { .name = "documents",
	.routes = document_list };
static const struct module plain = { .name = "plain" };
static const struct module *const mods[] = { &core, &users, &contacts,
	&documents, &plain, NULL };

static const struct sample {
	enum method	 method;
	const char	*path;
	const char	*want;		/* route; NULL: not found, "-": method */
	int64_t		 id;
	const char	*name;
} samples[] = {
	{ GET, "/", "/", 0, NULL },
	{ GET, "/health", "/health", 0, NULL },
	{ GET, "/contacts/7", "/contacts/:id", 7, NULL },
	{ GET, "/contacts/7/", "/contacts/:id", 7, NULL },
	{ GET, "/contacts/9223372036854775807", "/contacts/:id", INT64_MAX,
	    NULL },
	{ GET, "/contacts/new", "/contacts/new", 0, NULL },
	{ POST, "/contacts/new", "/contacts/new", 0, NULL },
	{ GET, "/contacts/views-1", "/contacts/:name", 0, "views-1" },
	{ GET, "/contacts/7/edit", "/contacts/:id/edit", 7, NULL },
	{ GET, "/invoices/7.xml", "/invoices/:id.xml", 7, NULL },
	{ GET, "/invoices/7", "/invoices/:id", 7, NULL },
	{ GET, "/invoices/7.xmlx", NULL, 0, NULL },
	{ GET, "/invoices/.xml", NULL, 0, NULL },
	{ GET, "/invoices/0", NULL, 0, NULL },
	{ GET, "/invoices/07", NULL, 0, NULL },
	{ GET, "/invoices/-1", NULL, 0, NULL },
	{ GET, "/invoices/+1", NULL, 0, NULL },
	{ GET, "/invoices/1.5", NULL, 0, NULL },
	{ GET, "/invoices/1;drop", NULL, 0, NULL },
	{ GET, "/invoices/9223372036854775808", NULL, 0, NULL },
	{ GET, "/invoices/99999999999999999999999999", NULL, 0, NULL },
	{ GET, "/invoices/", NULL, 0, NULL },
	{ GET, "/contacts/Big", NULL, 0, NULL },
	{ GET, "/contacts/ф", NULL, 0, NULL },
	{ GET, "/contacts/aaaaaaaaaabbbbbbbbbbccccccccccddddddddddd", NULL, 0,
	    NULL },
	{ GET, "/contacts", NULL, 0, NULL },
	{ GET, "/contacts/7/edit/x", NULL, 0, NULL },
	{ GET, "/a/b/c/d/e/f/g/h/i/j/k", NULL, 0, NULL },
	{ GET, "/contacts/7/stage", "-", 0, NULL },
	{ POST, "/health", "-", 0, NULL },
	{ M_END, "/health", "-", 0, NULL },
	{ M_END, "/nothing", NULL, 0, NULL },
};

static int
sample_right(struct arena *mem, const struct routes *r,
    const struct sample *t)
{
	struct match	 m;
	enum err	 e = routes_find(r, mem, t->method, t->path, &m);

	if (t->want == NULL)
		return e == ERR_NOTFOUND;
	if (strcmp(t->want, "-") == 0)
		return e == ERR_METHOD;
	if (e != OK || strcmp(m.route->path, t->want) != 0 || m.id != t->id)
		return 0;
	return t->name == NULL ? m.name == NULL :
	    m.name != NULL && strcmp(m.name, t->name) == 0;
}

static enum err
served(struct arena *mem, const char *program, const char *path)
{
	struct match	 m;

	return routes_find(routes_new(mem, mods, program), mem, GET, path,
	    &m);
}

static void
programs(struct arena *mem)
{
	const char	*p = "contacts.fcgi";

	check(served(mem, p, "/contacts/7") == OK &&
	    served(mem, p, "/sign-in") == OK &&
	    served(mem, p, "/health") == OK,
	    "a module's program serves it, signing in and core");
	check(served(mem, p, "/users") == ERR_NOTFOUND &&
	    served(mem, p, "/invoices/7") == ERR_NOTFOUND,
	    "a module's program serves no other module");
	check(served(mem, "invoices.fcgi", "/invoices/7") == OK,
	    "invoices.fcgi serves documents");
	p = "public.fcgi";
	check(served(mem, p, "/sign-in") == OK &&
	    served(mem, p, "/health") == OK &&
	    served(mem, p, "/") == ERR_NOTFOUND &&
	    served(mem, p, "/users") == ERR_NOTFOUND,
	    "public.fcgi serves what is public alone");
	check(served(mem, "upload.cgi", "/contacts/7") == OK &&
	    served(mem, "upload.cgi", "/invoices/7") == OK,
	    "upload.cgi serves all");
}

int
main(void)
{
	struct arena		*mem = arena_new();
	struct routes		*r = routes_new(mem, mods, "kartoteka.fcgi");
	const struct module	*mod = NULL;
	struct match		 m;
	size_t			 i;

	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		check(sample_right(mem, r, &samples[i]), samples[i].path);
	routes_find(r, mem, GET, "/contacts/7/stage", &m);
	check(m.post && !m.get, "what a path takes instead is told");
	check(routes_have(r, "/health") && !routes_have(r, "/search"),
	    "whether a page is there is told");
	for (i = 0; routes_at(r, i, &mod) != NULL; i++)
		;
	check(i == 14 && strcmp(mod->name, "documents") == 0,
	    "all routes can be gone through");
	programs(mem);
	arena_free(mem);
	return done();
}
