/* show.c: what was found, as the page and the drop show it. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "core/crud.h"
#include "mod/search/parts.h"

#define SUBS_MOST	5	/* things said of a record besides its name */

/* Show s as list.N.{text,hit}; whether anything in it is a hit. */
static bool
marks_show(struct request *rq, const struct query *q, const char *s,
    bool phone, struct out *o, const char *list)
{
	struct marked	*parts;
	bool		 any = false;
	size_t		 n = query_mark(rq->work->mem, q, s, phone, &parts,
			    NULL);

	for (size_t i = 0; i < n; i++) {
		struct out	*m = out_add(o, list);

		out_text(m, "text", parts[i].text);
		if (parts[i].hit)
			out_text(m, "hit", "1");
		any = any || parts[i].hit;
	}
	return any;
}

static bool
stands(const struct field *f, const char *place)
{
	return f->place != NULL && strcmp(f->place, place) == 0;
}

/* Whether the text was found in this value, so that it has to be shown. */
static bool
is_found_in(struct request *rq, const struct query *q, const char *text,
    bool phone)
{
	struct marked	*parts;
	size_t		 n = query_mark(rq->work->mem, q, text, phone, &parts,
			    NULL);

	return n > 1 || parts[0].hit;
}

/* Behind the others, with a dot between. */
static void
sub_add(struct request *rq, const struct query *q, const char *text,
    bool phone, struct out *o, size_t *n)
{
	if (text == NULL || *text == '\0' || *n == SUBS_MOST)
		return;
	if ((*n)++ > 0)
		out_text(out_add(o, "sub"), "text", " · ");
	marks_show(rq, q, text, phone, o, "sub");
}

static void
subs_show(struct request *rq, const struct hit *h, struct out *o)
{
	const struct kind	*k = h->kind;
	const struct query	 none = { .entity = k->e };
	size_t			 n = 0;

	sub_add(rq, &none, t(k->e->label_one), false, o, &n);
	for (size_t i = 0; i < k->cols.n; i++) {
		const struct field	*f = k->cols.field[i];
		bool			 phone = f->flags & FIELD_PHONE;
		struct crud_cell	 c = crud_cell_of(rq, &k->cols,
					    h->row, 0, i, true);

		if (c.text == NULL || *c.text == '\0')
			continue;
		if (stands(f, "sum"))
			out_text(o, "right", c.text);
		else if (stands(f, "sub") || stands(f, "st") || (phone &&
		    (f->flags & FIELD_LIST)) || ((f->flags & FIELD_SEARCH) &&
		    is_found_in(rq, &k->q, c.text, phone)))
			sub_add(rq, f->flags & FIELD_SEARCH ? &k->q : &none,
			    c.text, phone, o, &n);
	}
}

void
hit_show(struct request *rq, const struct found *f, const struct hit *h,
    struct out *o)
{
	struct work	*w = rq->work;
	const char	*name = crud_name(w, h->kind->e, h->row,
			    h->kind->title);

	out_text(o, "icon", h->kind->e->icon);
	out_fmt(o, "href", "%s/%" PRId64, h->kind->e->path, h->id);
	out_text(o, "text", name);
	if (*f->text != '\0')
		marks_show(rq, &h->kind->q, name, false, o, "marks");
	subs_show(rq, h, o);
	if (h->star)
		out_text(o, "star", "1");
	else if (h->seen)
		out_text(o, "seen", "1");
}

const char *
hit_words(struct work *w, const struct hit *h)
{
	const char	*title = db_text(h->row, 0, h->kind->title);
	struct marked	*parts;
	struct str	 s;
	size_t		 n;

	if (title == NULL)
		return "";
	str_init(&s, w->mem);
	n = query_mark(w->mem, &h->kind->q, title, false, &parts, NULL);
	for (size_t i = 0; i < n; i++)
		if (parts[i].hit)
			str_fmt(&s, "%s%s", s.n > 0 ? " " : "", parts[i].text);
	return s.n > 0 ? s.s : "";
}
