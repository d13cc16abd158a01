/* search.c: one box that finds records of all kinds. */
#include <inttypes.h>
#include <string.h>

#include "base/alike.h"
#include "base/str.h"
#include "core/form.h"
#include "core/query.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/url.h"
#include "mod/search/parts.h"

#define PAGE_LIMIT	50	/* of a kind */
#define PAGE_EACH	10	/* of a kind among all */
#define DROP_LIMIT	8	/* of all kinds */
#define DROP_KNOWN	10	/* before anything is typed */

/* ---- what was asked */

static void
asked_read(struct request *rq, int limit, struct found *f)
{
	const char	*q = in_raw(rq, "q");

	*f = (struct found){ .limit = limit, .exact = in_flag(rq, "exact"),
	    .text = str_trim(rq->work->mem, q != NULL ? q : "") };
}

static const char *
search_href(struct work *w, const struct found *f, const char *in,
    bool exact)
{
	return arena_fmt(w->mem, "/search?q=%s%s%s%s",
	    url_escape(w->mem, f->text), in != NULL ? "&in=" : "",
	    in != NULL ? in : "", exact ? "&exact=1" : "");
}

/* ---- in what other way it was taken */

static const char *
other_words(struct work *w, const struct found *f)
{
	const char	*words;

	if (*f->text == '\0' || f->n == 0 || f->as == TAKEN_TYPED)
		return NULL;
	if (f->as == TAKEN_LAYOUT)
		return arena_fmt(w->mem, t("You typed “%s” in another "
		    "keyboard layout; here is “%s”."), f->text,
		    alike_layout(w->mem, f->text));
	words = hit_words(w, &f->hits[0]);
	return *words == '\0' ? arena_fmt(w->mem, t("Nothing is written "
	    "“%s”; here is what is nearest to it."), f->text) :
	    arena_fmt(w->mem, t("Nothing is written “%s”; the nearest is "
	    "“%s”."), f->text, words);
}

static void
other_show(struct request *rq, const struct found *f)
{
	struct out	*o = out_node(out_node(rq->page, "found"), "other");
	const char	*words = other_words(rq->work, f);

	if (words == NULL)
		return;
	out_text(o, "text", words);
	if (f->as != TAKEN_LAYOUT)
		return;
	out_text(o, "href", search_href(rq->work, f, NULL, true));
	out_text(o, "link", t("Look for it exactly as typed"));
}

/* ---- the page */

static void
tab_add(struct request *rq, const char *label, const char *href, size_t n,
    bool more, bool current)
{
	struct out	*o = out_add(rq->page, "views");

	out_text(o, "label", label);
	out_text(o, "href", href);
	out_fmt(o, "count", "%zu%s", n, more ? "+" : "");
	if (current)
		out_text(o, "current", "1");
}

static void
tabs_show(struct request *rq, const struct found *f, const struct kind *in)
{
	size_t	 n = 0;
	bool	 more = f->capped;

	for (size_t i = 0; i < f->nkinds; i++) {
		n += f->kinds[i].n;
		more = more || f->kinds[i].more;
	}
	out_text(out_node(rq->page, "found"), "sub", n == 0 ? NULL :
	    more ? t("There are more matches than are counted") :
	    arena_fmt(rq->work->mem, tn("%d match among what you may see",
	    "%d matches among what you may see", (long)n), (int)n));
	if (n == 0)
		return;
	tab_add(rq, t("All"), search_href(rq->work, f, NULL, f->exact), n,
	    more, in == NULL);
	for (size_t i = 0; i < f->nkinds; i++) {
		const struct kind	*k = &f->kinds[i];

		if (k->n > 0)
			tab_add(rq, t(k->e->label), search_href(rq->work, f,
			    k->e->plural, f->exact), k->n,
			    k->more || k->q.capped, k == in);
	}
}

/* Where the kind's own list goes on. */
static void
rest_show(struct request *rq, const struct found *f, const struct kind *k)
{
	struct out	*p = out_node(rq->page, "pager");

	out_fmt(p, "bound", t("The first %d are shown; all of them are in "
	    "the list."), (int)k->n);
	out_fmt(p, "go_on_href", "%s?q=%s", k->e->path,
	    url_escape(rq->work->mem, f->text));
}

static void
hits_show(struct request *rq, struct found *f, const struct kind *in)
{
	size_t	 shown[KINDS_MOST] = { 0 };

	for (size_t i = 0; i < f->n; i++) {
		const struct hit	*h = &f->hits[i];
		size_t			 k = (size_t)(h->kind - f->kinds);

		if ((in == NULL && shown[k]++ >= PAGE_EACH) ||
		    (in != NULL && h->kind != in))
			continue;
		hit_show(rq, f, h, out_add(rq->page, "hits"));
	}
	if (in != NULL && (in->more || in->q.capped))
		rest_show(rq, f, in);
}

static void
empty_show(struct request *rq, const struct found *f)
{
	struct out	*e = out_node(rq->page, "empty");

	out_text(e, "icon", "search");
	if (*f->text == '\0') {
		out_text(e, "title", t("What are you looking for?"));
		out_text(e, "text", t("Type a name, a part of a phone, a code "
		    "or a document number into the box above."));
	} else if (found_too_short(f->text)) {
		out_text(e, "title", t("One letter finds too much"));
		out_text(e, "text", t("Type at least two letters, or three "
		    "digits of a number."));
	} else {
		out_text(e, "title", t("Nothing found"));
		out_text(e, "text", t("Try fewer letters, another word, or a "
		    "part of the phone. Only what you may see is searched."));
	}
}

static const char *
hint(const struct found *f)
{
	for (size_t i = 0; i < f->nkinds; i++)
		if (f->kinds[i].q.capped)
			return t("More was found than can be looked at: add a "
			    "word, or some more digits.");
	for (size_t i = 0; i < f->nkinds; i++)
		if (f->kinds[i].more)
			return t("Too many? Add a word: the first name and "
			    "the last, or more of a title.");
	return t("A part of a phone, a code or a number will do: 123-45, "
	    "3821.");
}

static const struct kind *
kind_asked(struct request *rq, const struct found *f)
{
	const char	*in = in_raw(rq, "in");

	for (size_t i = 0; in != NULL && i < f->nkinds; i++)
		if (str_eq(f->kinds[i].e->plural, in))
			return &f->kinds[i];
	return NULL;
}

static void
head_show(struct request *rq, const struct found *f)
{
	const char	*title = *f->text == '\0' ? t("Search") :
			    arena_fmt(rq->work->mem, t("Search: %s"), f->text);

	out_text(rq->page, "title", title);
	out_text(out_node(rq->page, "found"), "title", title);
}

/* GET /search?q= */
static enum err
search_show(struct request *rq)
{
	struct found		*f = arena_alloc(rq->work->mem, sizeof(*f));
	const struct kind	*in;
	enum err		 e;

	asked_read(rq, PAGE_LIMIT, f);
	head_show(rq, f);
	if (*f->text != '\0' && found_too_short(f->text)) {
		empty_show(rq, f);
		return reply_page(rq, "search.cst");
	}
	e = found_read(rq->work, f);
	if (e != OK)
		return e;
	in = kind_asked(rq, f);
	if (*f->text != '\0') {
		other_show(rq, f);
		tabs_show(rq, f, in);
	} else if (f->n > 0)
		out_text(out_node(rq->page, "found"), "sub",
		    t("Starred and recently seen"));
	hits_show(rq, f, in);
	if (f->n == 0)
		empty_show(rq, f);
	else
		out_text(out_node(rq->page, "found"), "hint", hint(f));
	return reply_page(rq, "search.cst");
}

/* ---- the drop */

static void
group_open(struct request *rq, const char *label, struct out **group)
{
	*group = out_add(rq->page, "groups");
	out_text(*group, "label", label);
}

/* The best of all, those of a kind together. */
static void
drop_found(struct request *rq, struct found *f)
{
	size_t	 n = f->n < DROP_LIMIT ? f->n : DROP_LIMIT;

	for (size_t i = 0; i < n; i++) {
		struct out	*group = NULL;

		for (size_t k = 0; k < i; k++)
			if (f->hits[k].kind == f->hits[i].kind)
				group = rq->page;	/* stands above */
		if (group != NULL)
			continue;
		group_open(rq, t(f->hits[i].kind->e->label), &group);
		for (size_t k = i; k < n; k++)
			if (f->hits[k].kind == f->hits[i].kind)
				hit_show(rq, f, &f->hits[k],
				    out_add(group, "hits"));
	}
}

/* Before anything is typed. */
static void
drop_known(struct request *rq, struct found *f)
{
	for (int star = 1; star >= 0; star--) {
		struct out	*group = NULL;
		size_t		 n = 0;

		for (size_t i = 0; i < f->n && n < DROP_KNOWN / 2; i++) {
			if (f->hits[i].star != (star == 1))
				continue;
			if (n++ == 0)
				group_open(rq, star ? t("Starred") :
				    t("Recently seen"), &group);
			hit_show(rq, f, &f->hits[i], out_add(group, "hits"));
		}
	}
}

/* What is not there can be made: a record of the first kind there is. */
static void
drop_create(struct request *rq, const struct found *f)
{
	struct work		*w = rq->work;
	const struct entity	*e = f->nkinds > 0 ? f->kinds[0].e : NULL;
	const char		*name;
	struct out		*o;

	if (e == NULL || e->label_new == NULL || alike_is_number(f->text) ||
	    !rights_have(w, arena_fmt(w->mem, "%s.create", e->name)))
		return;
	name = f->as == TAKEN_LAYOUT && f->n > 0 ?
	    alike_layout(w->mem, f->text) : f->text;
	o = out_node(rq->page, "make");
	out_fmt(o, "text", "%s: %s", t(e->label_new), name);
	out_fmt(o, "href", "%s/new?%s=%s", e->path, e->title,
	    url_escape(w->mem, name));
}

static void
drop_show(struct request *rq, struct found *f)
{
	struct out	*o = out_node(rq->page, "drop");

	if (*f->text == '\0') {
		drop_known(rq, f);
		out_text(o, "say", f->n == 0 ? t("Type a name, a phone, a "
		    "code or a document number.") : NULL);
		return;
	}
	drop_found(rq, f);
	drop_create(rq, f);
	out_text(o, "say", f->n == 0 ? t("Nothing found") :
	    other_words(rq->work, f));
	if (f->n > 0)
		out_text(o, "all_href", search_href(rq->work, f, NULL,
		    false));
}

/* GET /search/drop?q=: what stands under the box as one types. */
static enum err
search_drop(struct request *rq)
{
	struct found	*f = arena_alloc(rq->work->mem, sizeof(*f));
	enum err	 e;

	asked_read(rq, DROP_LIMIT, f);
	if (*f->text != '\0' && found_too_short(f->text)) {
		out_text(out_node(rq->page, "drop"), "say",
		    t("One more letter."));
		return reply_page(rq, "search/drop.cst");
	}
	e = found_read(rq->work, f);
	if (e != OK)
		return e;
	drop_show(rq, f);
	return reply_page(rq, "search/drop.cst");
}

/* ---- seen and starred */

/* The record of :name and :id, as far as the actor may see it. */
static enum err
record_asked(struct request *rq, const struct entity **e, const char **title)
{
	const char	*cols[2] = { NULL, NULL };
	struct db_rows	*rows;
	enum err	 err;

	*e = entity_find(rq->name);
	if (*e == NULL || !str_eq((*e)->name, rq->name) ||
	    (*e)->path == NULL || (*e)->title == NULL)
		return ERR_NOTFOUND;
	cols[0] = (*e)->title;
	err = query_get(rq->work, *e, rq->id, cols, &rows);
	if (err == OK)
		*title = crud_name(rq->work, *e, rows, 1);
	return err;
}

/* GET /seen/:name/:id: an image on the card, whose coming says it is seen. */
static enum err
seen_show(struct request *rq)
{
	static const unsigned char	 gif[] = "GIF89a\1\0\1\0\x80\0\0\0\0\0"
	    "\0\0\0!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;";
	const struct entity		*e;
	const char			*title;
	enum err			 err = record_asked(rq, &e, &title);

	if (err == OK)
		err = seen_note(rq->work, e, rq->id);
	return err != OK ? err : reply_data(rq, "image/gif", NULL, gif,
	    sizeof(gif) - 1);
}

/* POST /star/:name/:id?on=1 */
static enum err
star_take(struct request *rq)
{
	const struct entity	*e;
	const char		*title;
	bool			 on = in_flag(rq, "on");
	enum err		 err = record_asked(rq, &e, &title);

	if (err == OK)
		err = star_set(rq->work, e, rq->id, on);
	if (err == ERR_INVALID)
		reply_note(rq, work_problem(rq->work, 0, NULL)->text);
	else if (err != OK)
		return err;
	else
		reply_note(rq, on ? t("Starred: search shows it first.") :
		    t("The star is taken away."));
	return reply_see(rq, "%s/%" PRId64, e->path, rq->id);
}

static const struct route search_routes[] = {
	{ GET,  "/search",         search_show, SIGNED, NULL },
	{ GET,  "/search/drop",    search_drop, SIGNED, NULL },
	{ GET,  "/seen/:name/:id", seen_show,   SIGNED, NULL },
	{ POST, "/star/:name/:id", star_take,   SIGNED, NULL },
	{ 0 }
};

const struct module search_module = {
	.name = "search",
	.routes = search_routes
};
