/* bulk_pages.c: the question before many records are changed, its answer. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/changelog.h"
#include "core/crud.h"
#include "core/field.h"
#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/saved.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/lists/bulk_ask.h"
#include "mod/lists/parts.h"

#define NAMES		10	/* that the question tells */
#define WHAT_LENGTH	200	/* of change_set.what */
#define TAG_LENGTH	60

/* ---- the question */

static const char *
count_words(const struct ask *a)
{
	struct arena	*mem = a->rq->work->mem;
	int64_t		 n = a->b.total;

	if (n < 0)
		return t("all that fit");
	if (n > COUNT_MOST)
		return arena_fmt(mem, t("more than %d records"), COUNT_MOST);
	return arena_fmt(mem, tn("%lld record", "%lld records", (long)n),
	    (long long)n);
}

static const char *
question(const struct ask *a)
{
	struct arena	*mem = a->rq->work->mem;
	const char	*n = count_words(a);

	switch (a->b.act) {
	case BULK_SET:
		return a->b.field == NULL ? arena_fmt(mem,
		    t("Change a field: %s"), n) : arena_fmt(mem, "%s: %s",
		    t(a->b.field->label), n);
	case BULK_TAG:
		return arena_fmt(mem, t("Add a tag: %s"), n);
	case BULK_UNTAG:
		return arena_fmt(mem, t("Take a tag away: %s"), n);
	case BULK_DELETE:
		return arena_fmt(mem, t("Delete: %s"), n);
	default:
		return arena_fmt(mem, t("Change many at once: %s"), n);
	}
}

static void
hidden_put(const struct ask *a, const char *name, const char *value)
{
	struct out	*o = out_add(a->rq->page, "hidden");

	out_text(o, "name", name);
	out_text(o, "value", value);
}

/* What the next page must know. */
static void
hiddens_put(const struct ask *a, bool field)
{
	struct arena	*mem = a->rq->work->mem;
	const char	*from = strchr(a->back, '?');

	hidden_put(a, "from", from != NULL ? from + 1 : "");
	if (a->b.act != BULK_ACTS)
		hidden_put(a, "do", bulk_act_name(a->b.act));
	if (field && a->b.field != NULL)
		hidden_put(a, "field", a->b.field->name);
	if (a->b.query != NULL) {
		hidden_put(a, "all", "1");
		hidden_put(a, "upto", arena_fmt(mem, "%lld",
		    (long long)a->b.upto));
		hidden_put(a, "total", arena_fmt(mem, "%lld",
		    (long long)a->b.total));
		return;
	}
	for (size_t i = 0; i < a->n; i++)
		hidden_put(a, "id", arena_fmt(mem, "%lld:%lld",
		    (long long)a->rows[i].id, (long long)a->rows[i].rev));
}

static struct out *
choice_put(const struct ask *a, const char *name, const char *label,
    const char *type)
{
	struct out	*o = out_add(a->rq->page, "fields");

	out_text(o, "name", name);
	out_text(o, "label", label);
	out_text(o, "type", type);
	out_int(o, "width", 12);
	return o;
}

static void
acts_put(const struct ask *a)
{
	static const char *const	 labels[] = {
		[BULK_SET] = N_("Change a field"), [BULK_TAG] =
		N_("Add a tag"), [BULK_UNTAG] = N_("Take a tag away"),
		[BULK_DELETE] = N_("Delete")
	};
	struct out	*o = choice_put(a, "do", t("What to do with them"),
			    "radio");

	for (int i = 0; i < BULK_ACTS; i++)
		if (bulk_ask_allows(a, (enum bulk_act)i))
			crud_option(o, bulk_act_name((enum bulk_act)i),
			    t(labels[i]), "set");
}

static void
fields_offer(const struct ask *a)
{
	struct work	*w = a->rq->work;
	struct out	*o = choice_put(a, "field", t("Which field"),
			    "choice");

	for (const struct field *f = a->b.e->fields; f->type != F_END; f++)
		if (bulk_offers(w, a->b.e, f))
			crud_option(o, f->name, t(f->label), NULL);
	for (const struct field *f = common_fields; f->type != F_END; f++)
		if (field_find(a->b.e, f->name) == f && f->type == F_REF &&
		    strcmp(f->name, "created_by") != 0 &&
		    bulk_offers(w, a->b.e, f))
			crud_option(o, f->name, t(f->label), NULL);
}

/* The input for the new value, as the form of one record has it. */
static enum err
value_put(const struct ask *a)
{
	struct field	 f[3];
	const char	*hint = t("Without a tick, an empty value is not taken.");

	memset(f, 0, sizeof(f));
	if (a->b.act == BULK_SET) {
		f[0] = *a->b.field;
		f[0].flags &= ~(unsigned int)FIELD_REQUIRED;
		f[0].group = NULL;
		f[0].width = 12;
		if (!(a->b.field->flags & FIELD_REQUIRED) &&
		    f[0].type != F_BOOL)
			f[1] = (struct field){ .name = "empty",
			    .type = F_BOOL, .label = N_("Make it empty"),
			    .hint = hint, .width = 12 };
	} else
		f[0] = (struct field){ .name = "tag", .type = F_TEXT,
		    .max = TAG_LENGTH, .label = N_("Tag"), .width = 12 };
	return crud_fields(a->rq, f, NULL);
}

static void
names_put(const struct ask *a)
{
	struct out	*b = out_node(a->rq->page, "bulk");
	int64_t		 more = a->b.total - NAMES;

	for (size_t i = 0; i < a->n && i < NAMES; i++)
		out_text(out_add(b, "names"), "label", a->names[i] != NULL ?
		    a->names[i] : "—");
	if (more > 0 && a->b.total <= COUNT_MOST)
		out_fmt(b, "more", tn("and %lld more", "and %lld more",
		    (long)more), (long long)more);
	else if (more > 0)
		out_text(b, "more", t("and many more"));
}

/* Whether a job does it. */
static bool
is_long(const struct ask *a)
{
	return a->b.query != NULL && (a->b.total < 0 ||
	    a->b.total > BULK_NOW);
}

/* Whether all is known but the yes. */
static bool
is_last(const struct ask *a)
{
	return a->b.act != BULK_ACTS && (a->b.act != BULK_SET ||
	    a->b.field != NULL);
}

static void
nothing_put(const struct ask *a)
{
	struct out	*b = out_node(a->rq->page, "bulk");

	out_text(b, "title", t("Nothing is chosen"));
	out_text(b, "text", t("Tick the rows that you mean, then choose what "
	    "to do with them."));
}

static void
last_put(const struct ask *a, struct out *b)
{
	out_text(b, "method", "post");
	out_text(b, "submit", a->b.act == BULK_DELETE ?
	    arena_fmt(a->rq->work->mem, t("Delete: %s"), count_words(a)) :
	    arena_fmt(a->rq->work->mem, t("Change: %s"), count_words(a)));
	if (a->b.act == BULK_DELETE)
		out_text(b, "danger", "1");
	out_text(b, "undo", is_long(a) ? t("It is done in the "
	    "background. One Undo takes all of it back.") :
	    t("One Undo takes all of it back."));
}

static enum err
ask_show(struct ask *a)
{
	struct out	*b = out_node(a->rq->page, "bulk");
	struct out	*crumb = out_add(a->rq->page, "crumbs");
	bool		 last = is_last(a);
	enum err	 e = OK;

	out_text(crumb, "label", t(a->b.e->label));
	out_text(crumb, "href", a->b.e->path);
	out_text(b, "cancel_href", a->back);
	if (a->b.total == 0) {
		nothing_put(a);
	} else {
		out_text(b, "title", question(a));
		out_fmt(b, "action", "/bulk/%s", a->b.e->name);
		names_put(a);
		hiddens_put(a, last);
		if (a->b.act == BULK_ACTS)
			acts_put(a);
		else if (!last)
			fields_offer(a);
		else if (a->b.act != BULK_DELETE)
			e = value_put(a);
		if (last)
			last_put(a, b);
	}
	out_text(a->rq->page, "title", out_get(b, "title"));
	return e == OK ? reply_page(a->rq, "lists/bulk.cst") : e;
}

enum err
bulk_show(struct request *rq)
{
	struct ask	 a;
	enum err	 e = bulk_ask_read(rq, &a);

	return e == OK ? ask_show(&a) : e;
}

/* ---- taking it */

/* The value that was typed, as programs write it. */
static enum err
value_take(struct ask *a)
{
	struct work	*w = a->rq->work;
	const char	*name = a->b.act == BULK_SET ? a->b.field->name : "tag";
	const char	*typed = in_raw(a->rq, name), *why;
	struct db_val	 v;

	typed = typed == NULL ? "" : str_trim(w->mem, typed);
	if (a->b.act == BULK_SET && a->b.field->type == F_BOOL)
		typed = *typed == '\0' ? "0" : typed;
	if (*typed == '\0') {
		if (a->b.act == BULK_SET && in_flag(a->rq, "empty"))
			return OK;
		return work_refuse(w, 0, name, t("must be filled in"));
	}
	if (a->b.act != BULK_SET) {
		a->b.value = in_text(a->rq, "tag", TAG_LENGTH);
		return in_failed(a->rq) ? ERR_INVALID : OK;
	}
	if (in_value(w, a->b.field, NULL, typed, &v, &why) != OK)
		return work_refuse(w, 0, name, why);
	a->b.value = a->b.field->type == F_MONEY ? typed :
	    field_plain(w, a->b.field, NULL, &v);
	return OK;
}

static int
by_id(const void *a, const void *b)
{
	const struct bulk_row	*x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* Those of a short list that were there when it was asked about, by id. */
static void
list_take(struct ask *a)
{
	size_t	 n = 0;

	for (size_t i = 0; i < a->n; i++)
		if (a->rows[i].id <= a->b.upto)
			a->rows[n++] = a->rows[i];
	a->n = n;
	qsort(a->rows, n, sizeof(*a->rows), by_id);
}

static enum err
bulk_begin(struct ask *a)
{
	struct work	*w = a->rq->work;
	bool		 now = !is_long(a);
	enum err	 e;

	w->set.what = utf8_truncate(w->mem, bulk_words(w, &a->b),
	    WHAT_LENGTH);
	w->set.perm = arena_fmt(w->mem, "%s.bulk", a->b.e->name);
	a->b.state = now ? BULK_DONE : BULK_RUNS;
	e = changelog_number(w, &a->b.set_id);
	if (e == OK)
		e = bulk_new(w, &a->b);
	if (e == OK && !now)
		return bulk_ask(w, &a->b);
	if (a->b.query != NULL)
		list_take(a);
	if (e == OK)
		e = bulk_apply(w, &a->b, a->rows, a->n);
	return e == OK ? bulk_put(w, &a->b) : e;
}

/* How many of the list came after it was asked about: they are left alone. */
static enum err
later_count(struct ask *a, int64_t *n)
{
	struct work		*w = a->rq->work;
	struct crud_scope	*scope = arena_alloc(w->mem, sizeof(*scope));
	struct query		 q;
	enum err		 e = bulk_scope(w, &a->b, scope);

	if (e == OK)
		e = bulk_query(w, &a->b, scope, a->b.upto, INT64_MAX, &q);
	return e == OK ? query_count(w, &q, COUNT_MOST, n) : e;
}

/*
 * Whether the list has more of the records that it was asked about than the
 * question told: then it is asked again.
 */
static enum err
more_find(struct ask *a, bool *more)
{
	const char	*sent = in_raw(a->rq, "total");
	int64_t		 told, later = 0;
	enum err	 e = OK;

	*more = false;
	if (a->b.query == NULL || sent == NULL ||
	    str_int64(sent, &told) != OK || told < 0)
		return OK;
	if (a->b.total > told)
		e = later_count(a, &later);
	*more = e == OK && (a->b.total < 0 || a->b.total - later > told);
	return e;
}

static enum err
ask_again(struct ask *a)
{
	enum err	 e;

	out_text(out_node(a->rq->page, "bulk"), "again", t("More records fit "
	    "now than you were asked about. Look once more."));
	e = ask_show(a);
	return e == OK ? ERR_CONFLICT : e;
}

enum err
bulk_take(struct request *rq)
{
	struct ask	 a;
	bool		 more;
	enum err	 e = bulk_ask_read(rq, &a);

	if (e == OK)
		e = more_find(&a, &more);
	if (e != OK)
		return e;
	if (!is_last(&a) || a.b.total == 0)
		return ask_show(&a);
	if (more)
		return ask_again(&a);
	if (a.b.act != BULK_DELETE)
		e = value_take(&a);
	if (e == OK)
		e = bulk_begin(&a);
	if (e == ERR_INVALID) {
		e = ask_show(&a);
		return e == OK ? ERR_INVALID : e;
	}
	return e != OK ? e : reply_see(rq, "/bulk/%s/%lld", a.b.e->name,
	    (long long)a.b.id);
}
