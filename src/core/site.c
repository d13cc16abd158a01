/* site.c: the firm's settings, held by the worker until they change. */
#include <string.h>

#include "base/conf.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/site.h"

/* What this process holds; made anew as a whole when setting rev moves on. */
static struct {
	struct arena	*mem;
	struct site	 site;
} held;

static const struct {
	const char	*country, *currency, *zone;
} countries[] = {
	{ "UA", "UAH", "Europe/Kyiv" }, { "PL", "PLN", "Europe/Warsaw" },
	{ "CZ", "CZK", "Europe/Prague" }, { "SK", "EUR", "Europe/Bratislava" },
	{ "HU", "HUF", "Europe/Budapest" }, { "RO", "RON", "Europe/Bucharest" },
	{ "MD", "MDL", "Europe/Chisinau" }, { "BG", "EUR", "Europe/Sofia" },
	{ "DE", "EUR", "Europe/Berlin" }, { "AT", "EUR", "Europe/Vienna" },
	{ "FR", "EUR", "Europe/Paris" }, { "ES", "EUR", "Europe/Madrid" },
	{ "PT", "EUR", "Europe/Lisbon" }, { "IT", "EUR", "Europe/Rome" },
	{ "NL", "EUR", "Europe/Amsterdam" }, { "BE", "EUR", "Europe/Brussels" },
	{ "IE", "EUR", "Europe/Dublin" }, { "GB", "GBP", "Europe/London" },
	{ "LT", "EUR", "Europe/Vilnius" }, { "LV", "EUR", "Europe/Riga" },
	{ "EE", "EUR", "Europe/Tallinn" }, { "FI", "EUR", "Europe/Helsinki" },
	{ "SE", "SEK", "Europe/Stockholm" }, { "DK", "DKK", "Europe/Copenhagen" },
	{ "NO", "NOK", "Europe/Oslo" }, { "CH", "CHF", "Europe/Zurich" },
	{ "GR", "EUR", "Europe/Athens" }, { "HR", "EUR", "Europe/Zagreb" },
	{ "SI", "EUR", "Europe/Ljubljana" }, { "GE", "GEL", "Asia/Tbilisi" },
};

#define COUNTRIES	(sizeof(countries) / sizeof(*countries))

const char *
country_currency(const char *country)
{
	for (size_t i = 0; i < COUNTRIES; i++)
		if (strcmp(countries[i].country, country) == 0)
			return countries[i].currency;
	return "EUR";
}

const char *
country_zone(const char *country)
{
	for (size_t i = 0; i < COUNTRIES; i++)
		if (strcmp(countries[i].country, country) == 0)
			return countries[i].zone;
	return "UTC";
}

/* The value of a setting, "" if there is none. */
static const char *
value(const struct db_rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->n; i++)
		if (strcmp(db_text(rows, i, 0), name) == 0)
			return db_text(rows, i, 1) != NULL ?
			    db_text(rows, i, 1) : "";
	return "";
}

static int64_t
number(const struct db_rows *rows, const char *name, int64_t otherwise)
{
	int64_t	 i;

	return str_int64(value(rows, name), &i) == OK ? i : otherwise;
}

static void
site_fill(struct site *s, const struct db_rows *rows, struct arena *mem,
    const struct conf *conf)
{
	s->rev = number(rows, "rev", 0);
	s->firm = value(rows, "firm");
	s->country = value(rows, "country");
	s->currency = value(rows, "currency");
	s->lang = LANG_EN;
	lang_find(value(rows, "lang"), &s->lang);
	s->zone_name = value(rows, "zone");
	s->reg_no = value(rows, "reg_no");
	s->vat_no = value(rows, "vat_no");
	s->street = value(rows, "street");
	s->city = value(rows, "city");
	s->postcode = value(rows, "postcode");
	s->phone = value(rows, "phone");
	s->email = value(rows, "email");
	s->iban = value(rows, "iban");
	s->bank = value(rows, "bank");
	s->bic = value(rows, "bic");
	s->director = value(rows, "director");
	s->due_days = (int)number(rows, "due_days", 14);
	s->zone = NULL;
	if (zone_load(mem, conf->zoneinfo_dir, s->zone_name, &s->zone) != OK)
		zone_load(mem, conf->zoneinfo_dir, "UTC", &s->zone);
}

enum err
site_load(struct db *db, const struct conf *conf, int64_t rev,
    const struct site **out)
{
	struct arena	*mem;
	struct db_rows	*rows;
	enum err	 e;

	if (held.mem != NULL && rev >= 0 && held.site.rev == rev) {
		*out = &held.site;
		return OK;
	}
	mem = arena_new();
	e = db_query(db, mem, &rows, "SELECT name, value FROM setting",
	    DB_NOARGS);
	if ((e == OK && number(rows, "rev", 0) == 0) ||
	    (e == ERR_DB && db_missing(db)))
		e = ERR_NOTFOUND;
	if (e != OK) {
		arena_free(mem);
		return e;
	}
	arena_free(held.mem);
	held.mem = mem;
	site_fill(&held.site, rows, mem, conf);
	*out = &held.site;
	return OK;
}

enum err
site_touch(struct work *w)
{
	return db_exec(w->db, "INSERT INTO setting (name, value) "
	    "VALUES ('rev', '1') ON DUPLICATE KEY UPDATE value = value + 1",
	    DB_NOARGS);
}

enum err
site_save(struct work *w, const struct setting *list)
{
	enum err	 e = OK;

	for (; list->name != NULL && e == OK; list++)
		e = db_exec(w->db, "INSERT INTO setting (name, value) "
		    "VALUES (?, ?) ON DUPLICATE KEY UPDATE "
		    "value = VALUES(value)",
		    DB_ARGS(DB_S(list->name), DB_S(list->value)));
	return e == OK ? site_touch(w) : e;
}
