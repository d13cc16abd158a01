/* card.c: what the card and the form of a contact show besides fields. */
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

/* ---- the head of the card */

static enum err
tags_show(struct request *rq, int64_t id, struct out *page)
{
	const char		*cols[] = { "tag_id.", "tag_id", NULL };
	const struct filter	 where[] = {
		WHERE_I("contact_id", OP_EQ, id), WHERE_END
	};
	const struct query	 q = {
		.entity = &contact_tag_entity, .cols = cols, .where = where,
		.sort = "id", .limit = 50
	};
	struct db_rows		*rows;
	enum err		 e = query_list(rq->work, &q, &rows);

	for (size_t i = 0; e == OK && i < rows->n; i++) {
		struct out	*tag = out_add(page, "tags");

		out_text(tag, "label", db_text(rows, i, 1));
		out_fmt(tag, "remove_href", "/contact-tags/%lld/delete",
		    (long long)db_int(rows, i, 0));
	}
	return e;
}

/* A number whose check digit is wrong is kept, and marked. */
static void
mark_show(struct out *page, const char *text)
{
	struct out	*m = out_add(page, "marks");

	out_text(m, "kind", "warn");
	out_text(m, "text", text);
}

static const char *
loaded_text(const struct request *rq, const char *field)
{
	const struct db_val	*v = crud_loaded(rq, field);

	return v == NULL || v->type == DB_NULL ? NULL : v->s;
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

static bool
is_firm(const struct request *rq)
{
	const char	*kind = loaded_text(rq, "kind");

	return kind != NULL && strcmp(kind, "organisation") == 0;
}

enum err
contact_card(struct request *rq, int64_t id, struct out *page)
{
	struct out	*card = out_node(page, "card");

	out_text(card, "kind", is_firm(rq) ? t("Organisation") : t("Person"));
	out_text(card, "icon", is_firm(rq) ? "building" : "user");
	marks_show(rq, page);
	return tags_show(rq, id, page);
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

	out_text(l, "text", db_text(rows, i, 2));
	out_fmt(l, "href", "/contacts/%lld", (long long)db_int(rows, i, 1));
	out_text(l, "sub", db_text(rows, i, 3));
	if (unlink == NULL)
		return;
	post = out_node(l, "post");
	out_fmt(post, "href", "/contact-links/%lld/delete",
	    (long long)db_int(rows, i, 0));
	out_fmt(post, "label", t("Untie %s"), db_text(rows, i, 2));
	out_text(post, "icon", "unlink");
}

/* Links of one side: who is tied to the organisation, or where to. */
static enum err
links_show(struct request *rq, int64_t id, bool firm, struct out *panel)
{
	const char		*people[] = {
		"person_id", "person_id.", "role", NULL
	};
	const char		*firms[] = {
		"organisation_id", "organisation_id.", "role", NULL
	};
	const struct filter	 where[] = {
		WHERE_I(firm ? "organisation_id" : "person_id", OP_EQ, id),
		WHERE_END
	};
	const struct query	 q = {
		.entity = &contact_link_entity, .where = where,
		.cols = firm ? people : firms, .sort = "id", .limit = SHOWN
	};
	struct db_rows		*rows;
	enum err		 e = query_list(rq->work, &q, &rows);

	for (size_t i = 0; e == OK && i < rows->n; i++)
		link_show(panel, rows, i, "unlink");
	return e;
}

/* People who work at the organisation. */
static enum err
staff_show(struct request *rq, int64_t id, struct out *panel)
{
	const char		*cols[] = {
		"id", "name", "position", "phone", NULL
	};
	const struct filter	 where[] = {
		WHERE_I("organisation_id", OP_EQ, id), WHERE_END
	};
	const struct query	 q = {
		.entity = &contact_entity, .cols = cols, .where = where,
		.limit = SHOWN + 1
	};
	struct db_rows		*rows;
	enum err		 e = query_list(rq->work, &q, &rows);

	for (size_t i = 0; e == OK && i < rows->n && i < SHOWN; i++)
		link_show(panel, rows, i, NULL);
	if (e == OK && rows->n > SHOWN) {
		out_fmt(panel, "more_href", "/contacts?organisation_id=%lld",
		    (long long)id);
		out_text(panel, "more_label", t("All people"));
	}
	return e;
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
	enum err	 e = OK;

	out_text(panel, "title", firm ? t("People") : t("Organisations"));
	out_text(panel, "place", "right");
	if (firm)
		e = staff_show(rq, id, panel);
	else
		employer_show(rq, panel);
	if (e == OK)
		e = links_show(rq, id, firm, panel);
	if (e != OK || !firm || !rights_have(rq->work, "contact.edit"))
		return e;
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

enum err
points_panel(struct request *rq, int64_t id, struct out *panel)
{
	static const char *const kinds[][2] = {
		{ "phone", N_("Phone") }, { "email", N_("E-mail") },
		{ "telegram", "Telegram" }, { "viber", "Viber" },
		{ "whatsapp", "WhatsApp" }, { "facebook", "Facebook" },
		{ "url", N_("Web address") }
	};
	const char		*cols[] = { "kind", "value", "label", NULL };
	const struct filter	 where[] = {
		WHERE_I("contact_id", OP_EQ, id), WHERE_END
	};
	const struct query	 q = {
		.entity = &contact_point_entity, .cols = cols,
		.where = where, .sort = "id", .limit = SHOWN
	};
	struct out		*f;
	struct db_rows		*rows;
	enum err		 e = query_list(rq->work, &q, &rows);

	if (e != OK)
		return e;
	out_text(panel, "title", t("More ways to reach"));
	out_text(panel, "place", "left");
	for (size_t i = 0; i < rows->n; i++) {
		struct out	*l = out_add(panel, "links");
		struct out	*post = out_node(l, "post");

		out_text(l, "text", db_text(rows, i, 2));
		out_text(l, "sub", db_text(rows, i, 3) != NULL ?
		    db_text(rows, i, 3) : db_text(rows, i, 1));
		out_fmt(post, "href", "/contact-points/%lld/delete",
		    (long long)db_int(rows, i, 0));
		out_fmt(post, "label", t("Delete “%s”"),
		    db_text(rows, i, 2));
		out_text(post, "icon", "x");
	}
	if (!rights_have(rq->work, "contact.edit"))
		return OK;
	panel_form(panel, id, "points", t("Add a phone or address"));
	f = panel_field(panel, "kind", t("Kind"), "choice");
	out_text(f, "width", "12");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct out	*o = out_add(f, "options");

		out_text(o, "value", kinds[i][0]);
		out_text(o, "label", t(kinds[i][1]));
	}
	out_text(panel_field(panel, "value", t("Number or address"), "text"),
	    "width", "12");
	out_text(panel_field(panel, "label", t("What it is for"), "text"),
	    "width", "12");
	return OK;
}
