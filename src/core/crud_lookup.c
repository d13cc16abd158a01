/* crud_lookup.c: records that fit what is typed for a reference, and new ones. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/url.h"

#define HITS	10
#define LEAST	2	/* letters that a new record may be called by */

static const struct entity *
asked_for(const struct request *rq)
{
	const struct entity	*e = entity_find(rq->name);

	return e == NULL || e->title == NULL || (e->flags & ENTITY_OWN) ||
	    rights_scope(rq->work, e, VERB_SEE) == SCOPE_NONE ? NULL : e;
}

static void
hit_put(struct request *rq, const struct entity *e, const struct db_rows *rows,
    size_t i)
{
	struct out	*hit = out_add(rq->page, "hits");

	out_int(hit, "id", db_int(rows, i, 0));
	out_text(hit, "label", db_text(rows, i, 1));
	if (e->key != NULL)
		out_text(hit, "sub", db_text(rows, i, 2));
	out_text(hit, "icon", e->icon);
}

/* ---- what is not there yet */

/* "kind=person" of a place of the create menu that makes one of e; or NULL. */
static const char *
place_makes(const struct place *p, const struct entity *e)
{
	size_t	 n = e->path != NULL ? strlen(e->path) : 0;

	if (n == 0 || strcmp(p->where, "create") != 0 ||
	    strncmp(p->path, e->path, n) != 0 ||
	    strncmp(p->path + n, "/new", 4) != 0)
		return NULL;
	n += 4;
	return p->path + n + (p->path[n] == '?');
}

/* Whether preset ("kind=person") has a value for the field. */
static bool
preset_has(const char *preset, const char *name)
{
	const char	*rest = preset, *part;
	size_t		 n, len = strlen(name);

	while (str_split(&rest, '&', &part, &n))
		if (n > len && strncmp(part, name, len) == 0 &&
		    part[len] == '=')
			return true;
	return false;
}

/* Whether a title and preset are all that a new one must have. */
static bool
title_suffices(const struct entity *e, const char *preset)
{
	const struct field	*title = field_find(e, e->title);

	if (title == NULL || (title->flags & (FIELD_RULE | FIELD_IMPORT |
	    FIELD_DERIVED)))
		return false;
	for (const struct field *f = e->fields; f->type != F_END; f++)
		if ((f->flags & FIELD_REQUIRED) && !(f->flags & FIELD_RULE) &&
		    strcmp(f->name, e->title) != 0 &&
		    !preset_has(preset, f->name))
			return false;
	return true;
}

/* A choice for each kind that may be made by its title alone. */
static void
news_put(struct request *rq, const struct entity *e, const char *text)
{
	struct arena	*mem = rq->work->mem;

	for (const struct module *const *m = modules_all(); *m; m++) {
		const struct place	*p = (*m)->places;

		for (; p != NULL && p->label != NULL; p++) {
			const char	*preset = place_makes(p, e);
			struct out	*o;

			if (preset == NULL || !title_suffices(e, preset) ||
			    !rights_have(rq->work, p->perm))
				continue;
			o = out_add(rq->page, "news");
			out_fmt(o, "href", "/lookup/%s", e->name);
			out_text(o, "icon", p->icon);
			out_text(o, "label", t(p->label));
			out_text(o, "title", text);
			out_text(o, "fields", arena_fmt(mem, "%s%s%s=%s",
			    preset, *preset != '\0' ? "&" : "", e->title,
			    url_escape(mem, text)));
		}
	}
}

enum err
crud_lookup(struct request *rq)
{
	const struct entity	*e = asked_for(rq);
	const char		*text = in_raw(rq, "q");
	struct query		 q = { .entity = e, .limit = HITS + 1 };
	const char		*cols[3] = { NULL };
	struct db_rows		*rows;
	int64_t			 total;
	bool			 there = false;
	enum err		 err;

	if (e == NULL)
		return ERR_NOTFOUND;
	text = text != NULL ? str_trim(rq->work->mem, text) : "";
	cols[0] = e->title;
	cols[1] = e->key;
	q.cols = cols;
	q.text = *text != '\0' ? text : NULL;
	err = query_look(rq->work, &q, 1, &rows, &total);
	if (err != OK)
		return err;
	for (size_t i = 0; i < rows->n && i < HITS; i++) {
		hit_put(rq, e, rows, i);
		there = there || str_eq(db_text(rows, i, 1), text);
	}
	if (rows->n > HITS)
		out_text(rq->page, "more", t("There are more: add a letter."));
	if (!there && utf8_length(text) >= LEAST)
		news_put(rq, e, text);
	return reply_page(rq, "lookup.cst");
}

enum err
crud_lookup_new(struct request *rq)
{
	const struct entity	*e = asked_for(rq);
	const char		*cols[3] = { NULL };
	const struct problem	*bad;
	struct change		*changes;
	struct db_rows		*rows;
	int64_t			 id = 0;
	enum err		 err;

	if (e == NULL)
		return ERR_NOTFOUND;
	cols[0] = e->title;
	cols[1] = e->key;
	err = in_changes(rq, e, true, &changes);
	if (err == OK)
		err = record_create(rq->work, e, changes, &id);
	if (err == OK)
		err = crud_saved(rq, e, id);
	if (err == OK)
		err = query_get(rq->work, e, id, cols, &rows);
	if (err == ERR_INVALID) {
		bad = work_problem(rq->work, 0, NULL);
		out_text(rq->page, "refused", bad != NULL ? bad->text :
		    t("It was not made: use its own form."));
		err = reply_page(rq, "lookup.cst");
		return err == OK ? ERR_INVALID : err;
	}
	if (err != OK)
		return err;
	hit_put(rq, e, rows, 0);
	return reply_page(rq, "lookup.cst");
}
