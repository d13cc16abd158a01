/* page.c: what stands around every page. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/date.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/form.h"
#include "core/help.h"
#include "core/note.h"
#include "core/page.h"
#include "core/rights.h"
#include "core/session.h"
#include "core/site.h"
#include "core/url.h"
#include "core/view.h"

int64_t
page_clock_us(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Without stdio, and opened once: a page asks for it. */
long
page_memory_kib(void)
{
	static int	 statm = -1;
	char		 text[64];
	long		 resident = 0;
	ssize_t		 n;

	if (statm < 0)
		statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	n = statm >= 0 ? pread(statm, text, sizeof(text) - 1, 0) : 0;
	text[n > 0 ? n : 0] = '\0';
	if (strchr(text, ' ') != NULL)
		resident = strtol(strchr(text, ' ') + 1, NULL, 10);
	return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

/* ---- menus */

/* How well a menu's address fits the page: segments in common; 0 none. */
static int
place_fits(const char *place, const char *path)
{
	size_t	 n = 1 + strcspn(place + 1, "/?");
	int	 fit = 0;

	while (strncmp(place, path, n) == 0 &&
	    (path[n] == '/' || path[n] == '\0')) {
		fit++;
		if (place[n] != '/' || path[n] != '/')
			break;
		n += 1 + strcspn(place + n + 1, "/?");
	}
	return fit;
}

/*
 * The place that the page belongs to: the best fit, the first of equals.  What
 * the page of settings or a list leads to is part of it.
 */
static const struct place *
place_current(const struct request *rq)
{
	const struct module *const	*m;
	const struct place		*p, *best = NULL;
	int				 fit, most = 0;

	for (m = modules_all(); *m != NULL; m++)
		for (p = (*m)->places; p != NULL && p->label != NULL; p++) {
			fit = strcmp(p->where, "create") == 0 ? 0 :
			    place_fits(p->path, rq->path);
			if (fit > most) {
				most = fit;
				best = p;
			}
		}
	return best;
}

static bool
place_holds(const struct place *p, const struct place *current)
{
	if (p == current || current == NULL || strcmp(p->where, "create") == 0)
		return p == current;
	return place_fits(p->path, strcmp(current->where, "settings") == 0 ?
	    "/settings" : current->where) > 0;
}

static void
place_show(struct request *rq, const struct place *p,
    const struct place *current)
{
	const char	*list = strcmp(p->where, "menu") == 0 ? "nav" :
			    strcmp(p->where, "end") == 0 ? "nav_end" :
			    "create";
	struct out	*o = out_add(rq->page, list);

	out_text(o, "href", p->path);
	out_text(o, "label", t(p->label));
	out_text(o, "icon", p->icon);
	if (place_holds(p, current))
		out_text(o, "current", "1");
}

static void
menus_fill(struct request *rq)
{
	const struct place		*current = place_current(rq), *p;
	const struct module *const	*m;

	for (m = modules_all(); *m != NULL; m++)
		for (p = (*m)->places; p != NULL && p->label != NULL; p++)
			if (strcmp(p->where, "settings") != 0 &&
			    *p->where != '/' && rights_have(rq->work, p->perm))
				place_show(rq, p, current);
}

/* ---- who looks */

/* First letters of the first two words, as capitals. */
static const char *
initials(struct arena *mem, const char *name)
{
	struct str	 s;
	const char	*rest = name, *part;
	size_t		 n, words = 0;

	str_init(&s, mem);
	while (words < 2 && str_split(&rest, ' ', &part, &n)) {
		if (n == 0)
			continue;
		str_add(&s, utf8_capital(mem, utf8_truncate(mem, part, 1)));
		words++;
	}
	return s.s;
}

/* The bell, and how many things it has to tell. */
static void
reminders_fill(struct request *rq, const struct routes *routes)
{
	struct out	*o;

	if (!routes_have(routes, "/reminders") ||
	    !rights_have(rq->work, "activity.see"))
		return;
	o = out_node(rq->page, "notices");
	out_text(o, "href", "/reminders");
	out_text(o, "poll", "1");
	if (rq->session->reminders > REMINDERS_MOST)
		out_fmt(o, "count", "%d+", REMINDERS_MOST);
	else if (rq->session->reminders > 0)
		out_int(o, "count", rq->session->reminders);
}

static void
user_fill(struct request *rq, const struct routes *routes)
{
	const struct session	*se = rq->session;
	struct out		*o = out_node(rq->page, "user");

	out_int(o, "id", se->user_id);
	out_text(o, "name", se->name);
	out_text(o, "initials", initials(rq->work->mem, se->name));
	out_text(o, "role", se->role);
	out_text(rq->page, "theme", se->theme);
	out_text(rq->page, "density", se->density);
	menus_fill(rq);
	if (help_about(rq->path) != NULL)
		out_fmt(rq->page, "help_href", "/help/%s",
		    help_about(rq->path)->name);
	if (routes_have(routes, "/search")) {
		o = out_node(rq->page, "search");
		out_text(o, "href", "/search");
		if (strcmp(rq->path, "/search") == 0)
			out_text(o, "q", in_raw(rq, "q"));
	}
	reminders_fill(rq, routes);
	if (se->tick && routes_have(routes, "/tick"))
		out_text(rq->page, "tick", "1");
}

/* The languages a visitor may choose from. */
static void
visitor_fill(struct request *rq)
{
	static const enum lang	 order[] = { LANG_UK, LANG_EN, LANG_RU };
	struct arena		*mem = rq->work->mem;
	const char		*here = rq->path;
	struct out		*o;
	size_t			 i;

	if (rq->method == POST)
		here = "/";
	else if (*rq->query != '\0')
		here = arena_fmt(mem, "%s?%s", here, rq->query);
	for (i = 0; i < sizeof(order) / sizeof(*order); i++) {
		o = out_add(rq->page, "langs");
		out_text(o, "href", arena_fmt(mem, "/language/%s?next=%s",
		    lang_code(order[i]), url_escape(mem, here)));
		out_text(o, "label", lang_name(order[i]));
		out_text(o, "code", lang_code(order[i]));
		if (order[i] == i18n_lang())
			out_text(o, "current", "1");
	}
}

/* ---- the rest */

/* The words of what was done just now, with Undo. */
static void
note_fill(struct request *rq)
{
	struct arena	*mem = rq->work->mem;
	const char	*text, *here = rq->path;
	int64_t		 set = 0;

	text = note_take(rq, &set);
	if (text == NULL)
		return;
	out_text(rq->page, "note", text);
	if (set <= 0)
		return;
	if (*rq->query != '\0')
		here = arena_fmt(mem, "%s?%s", here, rq->query);
	out_text(out_node(rq->page, "undo"), "href",
	    arena_fmt(mem, "/changes/%" PRId64 "/undo?next=%s", set,
	    url_escape(mem, here)));
}

static void
keys_fill(struct request *rq)
{
	uint8_t	 key[16];

	crypto_random(key, sizeof(key));
	out_text(rq->page, "form_token", session_form_token(rq));
	out_text(rq->page, "request_key",
	    crypto_hex(rq->work->mem, key, sizeof(key)));
	out_text(rq->page, "request_id", rq->rid);
}

static void
stat_fill(struct request *rq, int64_t since_us)
{
	struct out	*o = out_node(rq->page, "stat");
	int64_t		 ms = (page_clock_us() - since_us + 500) / 1000;
	long		 kib = page_memory_kib();

	out_int(o, "ms", ms > 0 ? ms : 1);
	out_int(o, "queries", db_stat(rq->work->db)->queries);
	if (kib > 0)
		out_fmt(o, "memory", t("%ld MB"), (kib + 512) / 1024);
}

void
page_fill(struct request *rq, const struct routes *routes, int64_t since_us)
{
	struct arena	*mem = rq->work->mem;
	const char	*base = url_for(mem, "/");

	out_text(rq->page, "lang", lang_code(i18n_lang()));
	out_text(rq->page, "base",
	    arena_fmt(mem, "%.*s", (int)strlen(base) - 1, base));
	if (rq->work->site != NULL)
		out_text(rq->page, "firm", rq->work->site->firm);
	if (rq->partial)
		out_text(rq->page, "partial", "1");
	else
		note_fill(rq);
	keys_fill(rq);
	if (rq->session != NULL) {
		user_fill(rq, routes);
		stat_fill(rq, since_us);
	} else
		visitor_fill(rq);
}
