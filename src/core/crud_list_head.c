/* crud_list_head.c: what stands around the rows of a list. */
#include <string.h>

#include "base/str.h"
#include "core/crud_list.h"
#include "core/field.h"
#include "core/rights.h"

const char *
list_href(const struct list *l, const char *without, const char *name,
    const char *value)
{
	return crud_scope_href(l->rq->work, l->path, &l->scope, without, name,
	    value);
}

static struct out *
action_add(struct list *l, const char *label, const char *href,
    const char *icon, const char *verb, bool primary)
{
	struct work	*w = l->rq->work;
	struct out	*a;

	if (!rights_have(w, arena_fmt(w->mem, "%s.%s", l->e->name, verb)))
		return NULL;
	a = out_add(l->rq->page, "actions");
	out_text(a, "label", label);
	out_text(a, "href", href);
	out_text(a, "icon", icon);
	if (primary)
		out_text(a, "primary", "1");
	return a;
}

/* The list as it is shown, to take away; other formats than CSV in a menu. */
static void
exports_show(struct list *l)
{
	static const struct {
		const char	*format, *label;
	}		 others[] = {
		{ "xlsx", N_("Export to Excel") },
		{ "vcf", N_("Export to vCard") }
	};
	struct arena	*mem = l->rq->work->mem;
	const char	*keep = l->scope.keep.s != NULL ? l->scope.keep.s : "";
	struct out	*a;

	action_add(l, t("Export"), arena_fmt(mem, "/export/%s%s%s",
	    l->e->plural, *keep != '\0' ? "?" : "", keep), "file-export",
	    "export", false);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (i == 1 && (field_find(l->e, "phone") == NULL ||
		    field_find(l->e, "email") == NULL ||
		    field_find(l->e, "name") == NULL))
			continue;
		a = action_add(l, t(others[i].label), arena_fmt(mem,
		    "/export/%s?%s%sformat=%s", l->e->plural, keep,
		    *keep != '\0' ? "&" : "", others[i].format),
		    NULL, "export", false);
		if (a != NULL)
			out_text(a, "more", "1");
	}
}

static void
bulk_add(struct list *l, const char *act, const char *label,
    const char *icon)
{
	struct out	*b = out_add(l->rq->page, "bulk");

	out_text(b, "value", act);
	out_text(b, "label", label);
	out_text(b, "icon", icon);
}

/* Boxes and what to do with those ticked; else the way to have them. */
static void
bulk_show(struct list *l)
{
	struct work	*w = l->rq->work;
	struct out	*list = out_node(l->rq->page, "list"), *a;

	if (l->e->title == NULL || (l->e->flags & ENTITY_OWN))
		return;
	if (!l->pick) {
		a = action_add(l, t("Choose several"), list_href(l, NULL,
		    "pick", "1"), NULL, "bulk", false);
		if (a != NULL)
			out_text(a, "more", "1");
		return;
	}
	out_fmt(list, "action", "/bulk/%s", l->e->name);
	out_text(list, "from", crud_scope_own(w, &l->scope));
	out_text(list, "done_href", list_href(l, NULL, NULL, NULL));
	bulk_add(l, "set", t("Change a field"), "edit");
	if (entity_find(arena_fmt(w->mem, "%s_tag", l->e->name)) != NULL) {
		bulk_add(l, "tag", t("Add a tag"), "tag");
		bulk_add(l, "untag", t("Take a tag away"), NULL);
	}
	if (rights_scope(w, l->e, VERB_ASSIGN) != SCOPE_NONE &&
	    field_find(l->e, "owner_id") != NULL)
		bulk_add(l, "assign", t("Hand over"), "user");
	if (rights_scope(w, l->e, VERB_DELETE) != SCOPE_NONE)
		bulk_add(l, "delete", t("Delete"), "trash");
}

/* What modules have to do with such records. */
static void
places_show(struct list *l)
{
	const struct module *const	*m;
	const struct place		*p;
	struct out			*a;

	for (m = modules_all(); *m != NULL; m++)
		for (p = (*m)->places; p != NULL && p->label != NULL; p++) {
			if (strcmp(p->where, l->path) != 0 ||
			    !rights_have(l->rq->work, p->perm))
				continue;
			a = out_add(l->rq->page, "actions");
			out_text(a, "label", t(p->label));
			out_text(a, "href", p->path);
			out_text(a, "more", "1");
		}
}

void
list_all(struct list *l, int64_t total)
{
	struct work	*w = l->rq->work;
	struct out	*list = out_node(l->rq->page, "list");
	struct str	 s;

	if (!l->pick)
		return;
	str_init(&s, w->mem);
	crud_scope_keep(&s, "all", "1");
	crud_scope_keep(&s, "from", crud_scope_own(w, &l->scope));
	out_fmt(list, "all_href", "/bulk/%s?%s", l->e->name, s.s);
	if (total >= 0 && total <= LIST_COUNTED)
		out_fmt(list, "all_label", tn("%lld that fits",
		    "All %lld that fit", (long)total), (long long)total);
	else
		out_text(list, "all_label", t("All that fit"));
}

void
list_head(struct list *l)
{
	struct out	*page = l->rq->page, *list = out_node(page, "list");
	struct work	*w = l->rq->work;
	const char	*name = l->e->plural;

	out_text(page, "title", t(l->e->label));
	out_text(list, "title", t(l->e->label));
	out_text(list, "label", t(l->e->label));
	if (name != NULL && !(l->e->flags & ENTITY_NOIMPORT))
		action_add(l, t("Import"), arena_fmt(w->mem, "/import/%s",
		    name), "file-import", "import", false);
	if (name != NULL && !(l->e->flags & ENTITY_NOEXPORT))
		exports_show(l);
	bulk_show(l);
	places_show(l);
	if (l->e->label_new != NULL)
		action_add(l, t(l->e->label_new), arena_fmt(w->mem, "%s/new",
		    l->path), "plus", "create", true);
}

void
list_empty(struct list *l)
{
	struct out	*e = out_node(l->rq->page, "empty"), *a;
	bool		 filtered = l->scope.nwhere > 0 || l->q.text != NULL;

	out_text(e, "icon", l->e->icon);
	out_text(e, "title", l->q.upto ? t("Nothing found so far") :
	    filtered ? t("Nothing fits these filters") :
	    t("Nothing here yet"));
	out_text(e, "text", filtered ?
	    t("Take a filter away, or look for another word.") :
	    t("Add the first one, or bring them in from a file."));
	if (!filtered)
		return;
	a = out_add(l->rq->page, "empty_actions");
	out_text(a, "label", t("Show all"));
	out_text(a, "href", l->path);
}
