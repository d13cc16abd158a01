/* rules.c: what must hold of contacts, and what follows by itself. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/query.h"
#include "core/record.h"
#include "mod/contacts/contacts.h"
#include "mod/contacts/parts.h"

/* Legal forms that a name may begin with; the order of lists ignores them. */
static const char *const forms[] = {
	"ТОВ", "ПП", "ФОП", "ПАТ", "ПрАТ", "АТ", "ТДВ", "КП", "ДП", "КТ",
	"ОСББ", "ООО", "ЗАО", "ОАО", "ИП", "ЧП", NULL
};

/* "Агросвіт" of "ТОВ «Агросвіт»". */
static const char *
sort_name(struct arena *mem, const char *name)
{
	const char	*s = name;
	struct str	 out;

	for (size_t i = 0; forms[i] != NULL; i++) {
		size_t	 n = strlen(forms[i]);

		if (strncmp(s, forms[i], n) == 0 && s[n] == ' ') {
			s += n + 1;
			break;
		}
	}
	str_init(&out, mem);
	while (*s != '\0') {
		const char	*from = s;
		uint32_t	 c = utf8_next(&s);

		if (strchr("\"'`", (int)(c < 128 ? c : 'x')) != NULL ||
		    c == 0xAB || c == 0xBB || (c >= 0x2018 && c <= 0x201F))
			continue;
		str_addn(&out, from, (size_t)(s - from));
	}
	return out.n > 0 ? str_trim(mem, out.s) : name;
}

/* A name there must be, or something to know the contact by. */
static const char *
name_of(const struct draft *d)
{
	const char	*name = draft_text(d, "name");

	if (name == NULL)
		name = draft_text(d, "phone");
	return name != NULL ? name : draft_text(d, "email");
}

static bool
email_shaped(const char *s)
{
	const char	*at = strchr(s, '@');

	return at != NULL && at != s && at[1] != '\0' &&
	    strchr(at + 1, '@') == NULL && strchr(s, ' ') == NULL;
}

static bool
country_shaped(const char *s)
{
	return strlen(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' &&
	    s[1] >= 'A' && s[1] <= 'Z';
}

static void
check_one(struct work *w, struct draft *d)
{
	const char	*name = name_of(d);
	const char	*email = draft_text(d, "email");
	const char	*country = draft_text(d, "country");

	if (name == NULL) {
		draft_refuse(d, "name", t("must be filled in, or give a phone "
		    "or an e-mail address"));
		return;
	}
	if (draft_text(d, "kind") == NULL)
		draft_set_text(d, "kind", "person");
	if (draft_text(d, "name") == NULL)
		draft_set_text(d, "name", name);
	if (draft_is_new(d) || draft_changed(d, "name"))
		draft_set_text(d, "sort_name", sort_name(w->mem, name));
	if (email != NULL && draft_changed(d, "email") && !email_shaped(email))
		draft_refuse(d, "email",
		    t("is not an address such as name@example.com"));
	if (country != NULL && draft_changed(d, "country") &&
	    !country_shaped(country))
		draft_refuse(d, "country",
		    t("is not a country code of two letters, such as UA"));
	if (draft_changed(d, "organisation_id") && !draft_is_new(d) &&
	    draft_int(d, "organisation_id") == draft_id(d))
		draft_refuse(d, "organisation_id",
		    t("cannot be the contact itself"));
}

enum err
contact_check(struct work *w, struct draft *drafts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (!draft_skipped(d))
			check_one(w, d);
	}
	return OK;
}

enum err
contact_touch(struct work *w, int64_t id, int64_t at_s)
{
	const struct change	 c[] = {
		SET_TIME("last_touch_at", at_s), { 0 }
	};
	const struct rights	*rights = w->actor.rights;
	int64_t			 last;
	enum err		 e;

	e = query_int(w, &contact_entity, id, "last_touch_at", &last);
	if (e != OK || last >= at_s)
		return e;
	w->actor.rights = NULL;
	e = record_save(w, &contact_entity, id, REV_ANY, c);
	w->actor.rights = rights;
	return e;
}

enum err
contact_link_add(struct work *w, int64_t organisation_id, int64_t person_id,
    const char *role)
{
	const char		*cols[] = {
		"kind", "organisation_id", "position", NULL
	};
	const struct change	 link[] = {
		SET_REF("organisation_id", organisation_id),
		SET_REF("person_id", person_id), SET_TEXT("role", role), { 0 }
	};
	struct db_rows		*rows;
	bool			 works = role != NULL && *role != '\0';
	int64_t			 id;
	enum err		 e = query_get(w, &contact_entity, person_id,
				    cols, &rows);

	if (e == ERR_NOTFOUND)
		return work_refuse(w, 0, "person_id",
		    t("there is no such record"));
	if (e != OK)
		return e;
	if (strcmp(db_text(rows, 0, 1), "person") != 0)
		return work_refuse(w, 0, "person_id", t("is not a person"));
	if (db_int(rows, 0, 2) == 0 && (db_text(rows, 0, 3) == NULL || works)) {
		const struct change	 job[] = {
			SET_REF("organisation_id", organisation_id),
			{ works ? "position" : NULL, F_TEXT, DB_S(role) }, { 0 }
		};

		return record_save(w, &contact_entity, person_id, REV_ANY, job);
	}
	return record_create(w, &contact_link_entity, link, &id);
}
