/* setup.c: the first visit, and the firm's requisites afterwards. */
#include <string.h>

#include "base/conf.h"
#include "base/ids.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "core/country.h"
#include "core/code.h"
#include "core/crud.h"
#include "core/db.h"
#include "core/field.h"
#include "core/form.h"
#include "core/host.h"
#include "core/migrate.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/session.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/users/parts.h"
#include "mod/users/users.h"

static const struct choice langs[] = {
	{ "uk", "Українська", NULL }, { "ru", "Русский", NULL },
	{ "en", "English", NULL }, { 0 }
};

/* The firm; names are those of table setting. */
static const struct field firm_fields[] = {
	{ .name = "firm", .type = F_TEXT, .max = 200, .label = N_("Firm"),
	  .flags = FIELD_REQUIRED, .width = 8, .group = N_("Firm"),
	  .hint = N_("As it stands on invoices") },
	{ .name = "lang", .type = F_CHOICE, .choices = langs,
	  .label = N_("Language"), .flags = FIELD_REQUIRED, .width = 4 },
	{ .name = "country", .type = F_CHOICE, .choices = country_choices,
	  .max = 2, .label = N_("Country"),
	  .flags = FIELD_REQUIRED | FIELD_OTHER | FIELD_UPPER, .width = 4 },
	{ .name = "currency", .type = F_TEXT, .max = 3,
	  .label = N_("Currency"), .flags = FIELD_REQUIRED | FIELD_UPPER,
	  .width = 4, .hint = N_("Three letters: UAH, EUR") },
	{ .name = "zone", .type = F_TEXT, .max = 40,
	  .label = N_("Time zone"), .width = 4,
	  .hint = N_("Such as Europe/Kyiv; empty: the country's") },
	{ .name = "reg_no", .type = F_TEXT, .max = 20,
	  .label = N_("Register number"), .width = 6,
	  .hint = N_("EDRPOU or RNOKPP in Ukraine; invoices need it") },
	{ .name = "vat_no", .type = F_TEXT, .max = 20,
	  .label = N_("VAT number"), .flags = FIELD_UPPER, .width = 6,
	  .hint = N_("Empty: the firm is not a VAT payer") },
	{ .name = "street", .type = F_TEXT, .max = 200,
	  .label = N_("Street"), .width = 6, .group = N_("Address") },
	{ .name = "city", .type = F_TEXT, .max = 100, .label = N_("City"),
	  .width = 3 },
	{ .name = "postcode", .type = F_TEXT, .max = 20,
	  .label = N_("Postcode"), .width = 3 },
	{ .name = "phone", .type = F_TEXT, .max = 40, .label = N_("Phone"),
	  .flags = FIELD_PHONE, .width = 6 },
	{ .name = "email", .type = F_TEXT, .max = 254, .label = N_("E-mail"),
	  .flags = FIELD_EMAIL, .width = 6 },
	{ .name = "iban", .type = F_TEXT, .max = 42, .label = N_("IBAN"),
	  .flags = FIELD_UPPER, .width = 6, .group = N_("Bank"),
	  .hint = N_("Clients pay to it; the payment code needs it") },
	{ .name = "bank", .type = F_TEXT, .max = 140, .label = N_("Bank"),
	  .width = 6 },
	{ .name = "bic", .type = F_TEXT, .max = 11, .label = N_("BIC"),
	  .flags = FIELD_UPPER, .width = 4 },
	{ .name = "due_days", .type = F_INT,
	  .label = N_("Days to pay an invoice"), .width = 4 },
	{ .name = "director", .type = F_TEXT, .max = 120,
	  .label = N_("Who signs"), .width = 4 },
	{ 0 }
};

/* The administrator of a new firm. */
static const struct field admin_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 120, .label = N_("Your name"),
	  .flags = FIELD_REQUIRED, .width = 6,
	  .group = N_("Administrator") },
	{ .name = "login", .type = F_TEXT, .max = 120, .label = N_("Login"),
	  .flags = FIELD_REQUIRED, .width = 6 },
	{ 0 }
};

#define DUE_DAYS	"14"
#define FIRM_FIELDS	(sizeof(firm_fields) / sizeof(*firm_fields) - 1)

/* ---- what is taken */

/* A text of letters only, as country and currency codes are. */
static bool
letters(const char *s, size_t n)
{
	return s != NULL && strlen(s) == n &&
	    strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == n;
}

static enum err
firm_judge(struct work *w, const struct setting *s)
{
	const struct zone	*zone;
	const char		*name = s->name, *v = s->value;

	if (v == NULL || *v == '\0')
		return OK;
	if (str_eq(name, "country") && !letters(v, 2))
		return work_refuse(w, 0, name,
		    t("is not a country code of two letters, such as UA"));
	if (str_eq(name, "currency") && !currency_valid(v))
		return work_refuse(w, 0, name,
		    t("is not a currency code, such as UAH"));
	if (str_eq(name, "iban") && !iban_valid(v))
		return work_refuse(w, 0, name,
		    t("is not an IBAN: its check digits do not fit"));
	if (str_eq(name, "zone") && zone_load(w->mem,
	    w->conf->zoneinfo_dir, v, &zone) != OK)
		return work_refuse(w, 0, name,
		    t("is not a time zone, such as Europe/Kyiv"));
	return OK;
}

/* Refuse what a required field lacks or a code cannot be. */
static enum err
firm_check(struct work *w, const struct setting *list)
{
	enum err	 e = OK;

	for (size_t i = 0; i < FIRM_FIELDS; i++) {
		const struct setting	*s = &list[i];
		enum err		 one;

		if ((firm_fields[i].flags & FIELD_REQUIRED) &&
		    (s->value == NULL || *s->value == '\0'))
			one = work_refuse(w, 0, s->name,
			    t("must be filled in"));
		else
			one = firm_judge(w, s);
		if (one != OK)
			e = one;
	}
	return e;
}

/* IBANs and codes are typed with blanks; they are kept without. */
static const char *
without_blanks(struct arena *mem, const char *s)
{
	struct str	 out;

	str_init(&out, mem);
	for (; *s != '\0'; s++)
		if (*s != ' ')
			str_addc(&out, *s);
	return out.s != NULL ? out.s : "";
}

/* The settings that a form asks for, in the order of firm_fields. */
static struct setting *
firm_read(struct request *rq)
{
	struct work	*w = rq->work;
	struct setting	*list = arena_alloc(w->mem,
			    (FIRM_FIELDS + 1) * sizeof(*list));

	for (size_t i = 0; i < FIRM_FIELDS; i++) {
		const struct field	*f = &firm_fields[i];
		struct db_val		 v = DB_N;
		const char		*why;

		list[i].name = f->name;
		if (field_parse(w, f, NULL, in_raw(rq, f->name), &v, &why)
		    != OK)
			work_refuse(w, 0, f->name, why);
		list[i].value = field_plain(w, f, NULL, &v);
		if (str_eq(f->name, "iban"))
			list[i].value = without_blanks(w->mem, list[i].value);
	}
	return list;
}

static const char *
setting_of(const struct setting *list, const char *name)
{
	for (; list->name != NULL; list++)
		if (str_eq(list->name, name))
			return list->value;
	return NULL;
}

/* ---- setting up */

static enum err
seed_all(struct work *w)
{
	enum err	 e = OK;

	for (const struct module *const *m = modules_all(); *m && !e; m++)
		if ((*m)->seed != NULL)
			e = (*m)->seed(w);
	return e;
}

static enum err
demo_all(struct work *w)
{
	enum err	 e = OK;

	for (const struct module *const *m = modules_all(); *m && !e; m++)
		if ((*m)->demo != NULL)
			e = (*m)->demo(w);
	return e;
}

static enum err
firm_setup(struct work *w, const struct setting *list, const char *name,
    const char *login, const char *password, bool demo)
{
	const struct site	*site;
	enum err		 e = migrate_stay(w);

	if (e != OK)
		return e;
	e = site_load(w->db, w->conf, -1, &site);
	if (e == OK)
		return ERR_CONFLICT;
	if (e != ERR_NOTFOUND)
		return e;
	e = firm_check(w, list);
	if (password_check(w, "password", password) != OK)
		e = ERR_INVALID;
	if (login == NULL || *login == '\0')
		e = work_refuse(w, 0, "login", t("must be filled in"));
	if (e != OK)
		return e;
	e = site_save(w, list);
	if (e == OK)
		e = site_load(w->db, w->conf, -1, &w->site);
	if (e != OK)
		return e;
	w->zone = w->site->zone;
	e = seed_all(w);
	if (e == OK)
		e = users_add(w, login, name != NULL && *name ? name : login,
		    "administrator", NULL, password);
	return e == OK && demo ? demo_all(w) : e;
}

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

enum err
users_setup(struct work *w, const struct setup *s)
{
	const struct setting	 list[] = {
		{ "firm", or_empty(s->firm) }, { "lang", or_empty(s->lang) },
		{ "country", or_empty(s->country) },
		{ "currency", or_empty(s->currency) },
		{ "zone", or_empty(country_zone(or_empty(s->country))) },
		{ "reg_no", or_empty(s->reg_no) },
		{ "vat_no", or_empty(s->vat_no) },
		{ "street", or_empty(s->street) },
		{ "city", or_empty(s->city) },
		{ "postcode", or_empty(s->postcode) }, { "phone", "" },
		{ "email", "" }, { "iban", or_empty(s->iban) },
		{ "bank", or_empty(s->bank) }, { "bic", "" },
		{ "due_days", DUE_DAYS },
		{ "director", or_empty(s->director) }, { 0 }
	};

	return firm_setup(w, list, s->name, s->login, s->password, s->demo);
}

/* ---- pages */

static enum err
setup_page(struct request *rq)
{
	bool		 uk = rq->work->lang == LANG_UK;
	const struct setting	 values[] = {
		{ "lang", lang_code(rq->work->lang) },
		{ "country", uk ? "UA" : "" },
		{ "currency", uk ? "UAH" : "" },
		{ "due_days", DUE_DAYS }, { 0 }
	};
	struct out	*o = out_node(rq->page, "setup");
	struct out	*form = out_node(rq->page, "form"), *f;
	const struct problem	*p = work_problem(rq->work, 0, "password");
	enum err	 e;

	out_text(rq->page, "title", t("Set up Kartoteka"));
	out_text(o, "title", t("Set up Kartoteka"));
	out_text(o, "sub", t("One page, then you are in. All of it can be "
	    "changed later in Settings."));
	out_text(o, "other", t("Restore a backup instead"));
	out_text(o, "other_href", "/setup/restore");
	out_text(form, "action", "/setup");
	out_text(form, "submit", t("Set up and sign in"));
	host_look_limits(rq);
	e = crud_fields(rq, admin_fields, NULL);
	f = out_add(rq->page, "fields");
	out_text(f, "name", "password");
	out_text(f, "label", t("Password"));
	out_text(f, "type", "password");
	out_text(f, "autocomplete", "new-password");
	out_text(f, "required", "1");
	out_text(f, "hint", t("At least 8 characters"));
	if (p != NULL)
		out_text(f, "error", p->text);
	if (e == OK)
		e = crud_fields(rq, firm_fields, values);
	return e == OK ? reply_page(rq, "setup.cst") : e;
}

/* The code of the upload, of somebody who comes without it. */
static enum err
locked_page(struct request *rq)
{
	struct out	*o = out_node(rq->page, "setup");
	struct out	*form = out_node(rq->page, "form");
	enum err	 e;

	out_text(rq->page, "title", t("Set up Kartoteka"));
	out_text(o, "title", t("Set up Kartoteka"));
	out_text(form, "action", "/setup");
	out_text(form, "submit", t("Go on"));
	e = crud_fields(rq, code_fields, NULL);
	return e == OK ? reply_page(rq, "setup.cst") : e;
}

enum err
setup_show(struct request *rq)
{
	if (rq->work->site != NULL)
		return ERR_NOTFOUND;
	return code_given(rq) ? setup_page(rq) : locked_page(rq);
}

enum err
setup_take(struct request *rq)
{
	struct work	*w = rq->work;
	struct setting	*list;
	const char	*login = in_text(rq, "login", 120);
	const char	*name = in_text(rq, "name", 120);
	int64_t		 user_id;
	int		 wait_s;
	enum err	 e;

	if (w->site != NULL)
		return ERR_NOTFOUND;
	if (!code_given(rq)) {
		work_refuse(w, 0, "code", t("is not the code of this "
		    "upload: look into the folder conf"));
		e = locked_page(rq);
		return e == OK ? ERR_INVALID : e;
	}
	if (in_raw(rq, "code") != NULL)
		return reply_see(rq, "/setup");
	w->actor.rights = NULL;		/* who installs it may do all */
	list = firm_read(rq);
	if (*setting_of(list, "zone") == '\0')
		for (size_t i = 0; i < FIRM_FIELDS; i++)
			if (str_eq(list[i].name, "zone"))
				list[i].value = country_zone(
				    setting_of(list, "country"));
	w->set.request_key = NULL;	/* the answer is a session, not a page */
	e = firm_setup(w, list, name, login, in_raw(rq, "password"), false);
	if (e == OK && in_failed(rq))
		e = ERR_INVALID;
	if (e == ERR_INVALID) {
		w->site = NULL;
		e = setup_page(rq);
		return e == OK ? ERR_INVALID : e;
	}
	if (e == OK)
		e = session_check(rq, login, in_raw(rq, "password"),
		    &user_id, &wait_s);
	if (e == OK)
		e = session_open(rq, user_id, false);
	if (e != OK)
		return e;
	return reply_see(rq, "/setup/done");
}

/* GET /setup/done: what only the first visit needed goes, now that it stays. */
enum err
setup_done(struct request *rq)
{
	if (rq->work->site != NULL)
		code_end(rq);
	return reply_see(rq, "/now");
}

static enum err
settings_page(struct request *rq)
{
	struct work	*w = rq->work;
	struct setting	*values;
	struct out	*form = out_node(rq->page, "form");
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT name, value FROM setting",
	    DB_NOARGS);
	if (e != OK)
		return e;
	values = arena_alloc(w->mem, (rows->n + 1) * sizeof(*values));
	values[rows->n] = (struct setting){ 0 };
	for (size_t r = 0; r < rows->n; r++)
		values[r] = (struct setting){ db_text(rows, r, 0),
		    db_text(rows, r, 1) };
	out_text(rq->page, "title", t("Settings"));
	out_text(form, "title", t("Settings"));
	out_text(form, "sub", t("What papers and clients see of the firm"));
	out_text(form, "action", "/settings");
	e = crud_fields(rq, firm_fields, values);
	return e == OK ? reply_page(rq, "users/settings.cst") : e;
}

static void
settings_link(struct request *rq, const struct place *p)
{
	struct out	*o;

	if (!rights_have(rq->work, p->perm))
		return;
	o = out_add(rq->page, "settings");
	out_text(o, "label", t(p->label));
	out_text(o, "href", p->path);
	out_text(o, "icon", p->icon);
}

/* Links to what else the administrator shapes, of all modules. */
static void
settings_links(struct request *rq)
{
	static const struct place own[] = {
		{ N_("Users"), "/users", "users", "user.create", "" },
		{ N_("Teams"), "/teams", "users-group", "team.create", "" },
		{ N_("Roles"), "/roles", "shield-check", "role.see", "" },
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		settings_link(rq, &own[i]);
	for (const struct module *const *m = modules_all(); *m; m++) {
		const struct place	*p = (*m)->places;

		for (; p != NULL && p->label != NULL; p++)
			if (strcmp(p->where, "settings") == 0)
				settings_link(rq, p);
	}
}

enum err
settings_show(struct request *rq)
{
	settings_links(rq);
	return settings_page(rq);
}

enum err
settings_take(struct request *rq)
{
	struct setting	*list = firm_read(rq);
	enum err	 e = firm_check(rq->work, list);

	if (in_failed(rq)) {
		settings_links(rq);
		e = settings_page(rq);
		return e == OK ? ERR_INVALID : e;
	}
	if (e == OK)
		e = site_save(rq->work, list);
	if (e != OK)
		return e;
	reply_note(rq, t("Saved."));
	return reply_see(rq, "/settings");
}
