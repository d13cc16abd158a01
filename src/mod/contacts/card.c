/* card.c: what the card and the form of a contact show besides fields. */
#include <inttypes.h>
#include <string.h>

#include "base/ids.h"
#include "core/crud.h"
#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/view.h"
#include "mod/contacts/contacts.h"
#include "mod/contacts/parts.h"

#define SHOWN	20	/* people of a panel */

/* ---- the form: one for people, one for organisations */

static const char *
kind_asked(struct request *rq, int64_t id)
{
	const char	*cols[] = { "kind", NULL };
	const char	*kind = in_raw(rq, "kind");
	struct db_rows	*rows;

	if (id != 0 && kind == NULL &&
	    query_get(rq->work, &contact_entity, id, cols, &rows) == OK)
		kind = db_text(rows, 0, 1);
	return kind != NULL && strcmp(kind, "organisation") == 0 ? kind :
	    "person";
}

static void
field_hide(struct out *page, const char *name)
{
	struct out	*f = crud_field(page, name);

	if (f != NULL)
		out_text(f, "type", "hidden");
}

static void
kind_tab(struct request *rq, const char *kind, const char *label,
    const char *icon, const char *now)
{
	struct out	*k = out_add(rq->page, "kinds");

	out_text(k, "label", label);
	out_text(k, "icon", icon);
	out_fmt(k, "href", "/contacts/new?kind=%s", kind);
	if (strcmp(kind, now) == 0)
		out_text(k, "current", "1");
}

enum err
contact_form(struct request *rq, int64_t id, struct out *page)
{
	static const char *const persons[] = {
		"position", "organisation_id", "birthday", NULL
	};
	static const char *const firms[] = { "reg_no", "vat_no", NULL };
	const char		*kind = kind_asked(rq, id);
	bool			 firm = strcmp(kind, "organisation") == 0;
	struct out		*f = crud_field(page, "kind");

	if (id == 0) {
		kind_tab(rq, "person", t("Person"), "user", kind);
		kind_tab(rq, "organisation", t("Organisation"), "building",
		    kind);
	}
	out_text(f, "type", "hidden");
	out_text(f, "value", kind);
	out_text(crud_field(page, "name"), "label", firm ? t("Name of the firm") :
	    t("Full name"));
	for (const char *const *n = firm ? persons : firms; *n != NULL; n++)
		field_hide(page, *n);
	return OK;
}

/* ---- what hangs on a contact: one that has just been read, so that its own
   lists need not ask whether it is there (.orphans) */

static const char *
loaded_text(const struct request *rq, const char *field)
{
	const struct db_val	*v = crud_loaded(rq, field);

	return v == NULL || v->type == DB_NULL ? NULL : v->s;
}

static bool
is_firm(const struct request *rq)
{
	const char	*kind = loaded_text(rq, "kind");

	return kind != NULL && strcmp(kind, "organisation") == 0;
}

/* Columns of every list that hangs on it. */
enum { C_ID, C_1, C_2, C_3 };

size_t
tags_ask(struct request *rq, int64_t id, struct query *lists)
{
	static const char *const	 cols[] = { "tag_id", "tag_id.", NULL };

	lists[0] = (struct query){
		.entity = &contact_tag_entity, .cols = cols, .sort = "id",
		.where = where_is(rq->work->mem, "contact_id", id), .limit = 50,
		.orphans = true
	};
	return 1;
}

size_t
points_ask(struct request *rq, int64_t id, struct query *lists)
{
	static const char *const	 cols[] = { "kind", "value", "label",
	    NULL };

	lists[0] = (struct query){
		.entity = &contact_point_entity, .cols = cols, .sort = "id",
		.where = where_is(rq->work->mem, "contact_id", id),
		.limit = SHOWN, .orphans = true
	};
	return 1;
}

/* Who is tied to it, and who works there: nobody does at a person. */
enum { LINKS, STAFF };

size_t
people_ask(struct request *rq, int64_t id, struct query *lists)
{
	static const char *const	 people[] = { "person_id",
	    "person_id.", "role", NULL };
	static const char *const	 firms[] = { "organisation_id",
	    "organisation_id.", "role", NULL };
	static const char *const	 staff[] = { "id", "name", "position",
	    NULL };
	struct arena			*mem = rq->work->mem;
	bool				 firm = is_firm(rq);

	lists[LINKS] = (struct query){
		.entity = &contact_link_entity, .cols = firm ? people : firms,
		.where = where_is(mem, firm ? "organisation_id" :
		    "person_id", id), .sort = "id", .limit = SHOWN,
		.orphans = firm
	};
	lists[STAFF] = (struct query){
		.entity = &contact_entity, .cols = staff,
		.where = where_is(mem, "organisation_id", id),
		.limit = SHOWN + 1
	};
	return firm ? 2 : 1;
}

/* ---- the head of the card */

/* A number whose check digit is wrong is kept, and marked. */
static void
mark_show(struct out *page, const char *text)
{
	struct out	*m = out_add(page, "marks");

	out_text(m, "kind", "warn");
	out_text(m, "text", text);
}

static void
marks_show(const struct request *rq, struct out *page)
{
	const char	*country = loaded_text(rq, "country");
	const char	*reg_no = loaded_text(rq, "reg_no");
	const char	*tax_no = loaded_text(rq, "tax_no");
	const char	*iban = loaded_text(rq, "iban");

	if (iban != NULL && !iban_valid(iban))
		mark_show(page, t("The IBAN has wrong check digits"));
	if (country != NULL && strcmp(country, "UA") != 0)
		return;
	if (reg_no != NULL && strlen(reg_no) == 8 && !edrpou_valid(reg_no))
		mark_show(page, t("The register number has a wrong check "
		    "digit"));
	if (tax_no != NULL && strlen(tax_no) == 10 && !rnokpp_valid(tax_no))
		mark_show(page, t("The tax number has a wrong check digit"));
}

/* "Organisation, client, partner" */
static const char *
kind_words(const struct request *rq)
{
	static const char *const	 flags[][2] = {
		{ "client", N_("client") }, { "prospect", N_("prospect") },
		{ "supplier", N_("supplier") }, { "partner", N_("partner") }
	};
	const char			*s = is_firm(rq) ? t("Organisation") :
					    t("Person");

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		const struct db_val	*v = crud_loaded(rq, flags[i][0]);

		if (v != NULL && v->i != 0)
			s = arena_fmt(rq->work->mem, "%s, %s", s,
			    t(flags[i][1]));
	}
	return s;
}

/* Whom record id was merged into, as far as the actor sees him. */
static enum err
merged_into(struct work *w, int64_t id, int64_t *into)
{
	const char		*cols[] = { "merged_id", NULL };
	const struct filter	 where[] = {
		WHERE_I("id", OP_EQ, id), WHERE_END
	};
	const struct query	 q = {
		.entity = &contact_entity, .cols = cols, .where = where,
		.sort = "id", .limit = 1, .deleted = true
	};
	struct work		 all = *w;
	struct db_rows		*rows;
	enum err		 e;

	all.actor.rights = NULL;	/* the right is asked of the other */
	e = query_list(&all, &q, &rows);
	if (e != OK)
		return e;
	if (rows->n == 0 || db_int(rows, 0, 1) == 0)
		return ERR_NOTFOUND;
	return query_int(w, &contact_entity, db_int(rows, 0, 1), "id", into);
}

enum err
contact_show(struct request *rq)
{
	int64_t		 into;
	enum err	 e = crud_card(rq);

	if (e != ERR_NOTFOUND)
		return e;
	e = merged_into(rq->work, rq->id, &into);
	return e != OK ? e : reply_see(rq, "/contacts/%" PRId64, into);
}

enum err
contact_card(struct request *rq, int64_t id, struct out *page)
{
	struct out	*card = out_node(page, "card");

	(void)id;
	out_text(card, "kind", kind_words(rq));
	out_text(card, "icon", is_firm(rq) ? "building" : "user");
	marks_show(rq, page);
	return OK;
}

/* ---- panels */

/* A small form of a panel: its fields are added by the caller. */
static struct out *
panel_form(struct out *panel, int64_t id, const char *what, const char *title)
{
	struct out	*f = out_node(panel, "form");

	out_fmt(f, "action", "/contacts/%lld/%s", (long long)id, what);
	out_text(f, "title", title);
	out_text(f, "submit", t("Add"));
	return panel;
}

static struct out *
panel_field(struct out *panel, const char *name, const char *label,
    const char *type)
{
	struct out	*f = out_add(panel, "fields");

	out_text(f, "name", name);
	out_text(f, "label", label);
	out_text(f, "type", type);
	return f;
}

static void
link_show(struct out *panel, const struct db_rows *rows, size_t i,
    const char *unlink)
{
	struct out	*l = out_add(panel, "links"), *post;

	out_text(l, "text", db_text(rows, i, C_2));
	out_fmt(l, "href", "/contacts/%lld",
	    (long long)db_int(rows, i, C_1));
	out_text(l, "sub", db_text(rows, i, C_3));
	if (unlink == NULL)
		return;
	post = out_node(l, "post");
	out_fmt(post, "href", "/contact-links/%lld/delete",
	    (long long)db_int(rows, i, 0));
	out_fmt(post, "label", t("Untie %s"), db_text(rows, i, C_2));
	out_text(post, "icon", "unlink");
}

/* People who work at the organisation, then those tied to it otherwise. */
static void
people_show(const struct request *rq, int64_t id, bool firm,
    struct out *panel)
{
	const struct db_rows	*ties = panel_rows(rq, LINKS);
	const struct db_rows	*staff = firm ? panel_rows(rq, STAFF) : NULL;

	for (size_t i = 0; firm && i < staff->n && i < SHOWN; i++)
		link_show(panel, staff, i, NULL);
	for (size_t i = 0; i < ties->n; i++)
		link_show(panel, ties, i, "unlink");
	if (!firm || staff->n <= SHOWN)
		return;
	out_fmt(panel, "more_href", "/contacts?organisation_id=%lld",
	    (long long)id);
	out_text(panel, "more_label", t("All people"));
}

/* Where the person works. */
static void
employer_show(struct request *rq, struct out *panel)
{
	const struct db_val	*id = crud_loaded(rq, "organisation_id");
	struct out		*l;

	if (id == NULL || id->type == DB_NULL)
		return;
	l = out_add(panel, "links");
	out_text(l, "text", loaded_text(rq, "organisation_id."));
	out_fmt(l, "href", "/contacts/%lld", (long long)id->i);
	out_text(l, "sub", loaded_text(rq, "position"));
}

enum err
people_panel(struct request *rq, int64_t id, struct out *panel)
{
	bool		 firm = is_firm(rq);
	struct out	*f;

	out_text(panel, "title", firm ? t("People") : t("Organisations"));
	out_text(panel, "place", "right");
	if (!firm)
		employer_show(rq, panel);
	people_show(rq, id, firm, panel);
	if (!firm || !rights_have(rq->work, "contact.edit"))
		return OK;
	panel_form(panel, id, "links", t("Add a person"));
	f = panel_field(panel, "person_id", t("Person"), "ref");
	out_text(f, "lookup_href", "/lookup/contact");
	out_text(f, "width", "12");
	f = panel_field(panel, "role", t("Role"), "text");
	out_text(f, "width", "12");
	out_fmt(panel, "add_href", "/contacts/new?kind=person&"
	    "organisation_id=%lld", (long long)id);
	out_text(panel, "add_label", t("New person of this organisation"));
	return OK;
}

/* A tag in the head of the card. */
static void
tag_show(const struct db_rows *rows, size_t i, struct out *page)
{
	struct out	*tag = out_add(page, "tags");

	out_text(tag, "label", db_text(rows, i, C_2));
	out_fmt(tag, "remove_href", "/contact-tags/%lld/delete",
	    (long long)db_int(rows, i, C_ID));
}

enum err
tags_panel(struct request *rq, int64_t id, struct out *panel)
{
	const struct db_rows	*rows = panel_rows(rq, 0);

	out_text(panel, "title", t("Tags"));
	out_text(panel, "place", "left");
	for (size_t i = 0; i < rows->n; i++) {
		struct out	*l, *post;

		tag_show(rows, i, rq->page);
		l = out_add(panel, "links");
		post = out_node(l, "post");
		out_text(l, "text", db_text(rows, i, C_2));
		out_fmt(post, "href", "/contact-tags/%lld/delete",
		    (long long)db_int(rows, i, C_ID));
		out_fmt(post, "label", t("Take the tag “%s” off"),
		    db_text(rows, i, C_2));
		out_text(post, "icon", "x");
	}
	if (!rights_have(rq->work, "contact.edit"))
		return OK;
	panel_form(panel, id, "tags", t("Add a tag"));
	out_text(panel_field(panel, "name", t("Tag"), "text"), "width", "12");
	return OK;
}

enum err
points_panel(struct request *rq, int64_t id, struct out *panel)
{
	static const char *const kinds[][2] = {
		{ "phone", N_("Phone") }, { "email", N_("E-mail") },
		{ "telegram", "Telegram" }, { "viber", "Viber" },
		{ "whatsapp", "WhatsApp" }, { "facebook", "Facebook" },
		{ "url", N_("Web address") }
	};
	const struct db_rows	*rows = panel_rows(rq, 0);
	struct out		*f;

	out_text(panel, "title", t("More ways to reach"));
	out_text(panel, "place", "left");
	for (size_t i = 0; i < rows->n; i++) {
		struct out	*l, *post;

		l = out_add(panel, "links");
		post = out_node(l, "post");
		out_text(l, "text", db_text(rows, i, C_2));
		out_text(l, "sub", db_text(rows, i, C_3) != NULL ?
		    db_text(rows, i, C_3) : db_text(rows, i, C_1));
		out_fmt(post, "href", "/contact-points/%lld/delete",
		    (long long)db_int(rows, i, 0));
		out_fmt(post, "label", t("Delete “%s”"),
		    db_text(rows, i, C_2));
		out_text(post, "icon", "x");
	}
	if (!rights_have(rq->work, "contact.edit"))
		return OK;
	panel_form(panel, id, "points", t("Add a phone or address"));
	f = panel_field(panel, "kind", t("Kind"), "choice");
	out_text(f, "width", "12");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		crud_option(f, kinds[i][0], t(kinds[i][1]), NULL);
	out_text(panel_field(panel, "value", t("Number or address"), "text"),
	    "width", "12");
	out_text(panel_field(panel, "label", t("What it is for"), "text"),
	    "width", "12");
	return OK;
}
