/* field.c: values of fields as text and back. */
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "core/field.h"
#include "core/site.h"

#define SCALE	6	/* decimals of F_DECIMAL */

const struct field common_fields[] = {
	{ .name = "id", .type = F_INT, .flags = FIELD_RULE | FIELD_SORT,
	  .label = N_("Number") },
	{ .name = "rev", .type = F_INT, .flags = FIELD_RULE },
	{ .name = "owner_id", .type = F_REF, .of = "user",
	  .flags = FIELD_FILTER, .label = N_("Responsible") },
	{ .name = "team_id", .type = F_REF, .of = "team",
	  .flags = FIELD_FILTER, .label = N_("Team") },
	{ .name = "created_by", .type = F_REF, .of = "user",
	  .flags = FIELD_RULE, .label = N_("Created by") },
	{ .name = "created_at", .type = F_TIME,
	  .flags = FIELD_RULE | FIELD_FILTER, .label = N_("Created") },
	{ .name = "deleted_at", .type = F_TIME, .flags = FIELD_RULE },
	{ .name = "ext_id", .type = F_TEXT, .max = 64, .flags = FIELD_IMPORT,
	  .label = N_("Number elsewhere") },
	{ 0 }
};

const struct field *
field_find(const struct entity *e, const char *name)
{
	bool	 owned = e->parent == NULL && !(e->flags & ENTITY_SHARED);

	for (const struct field *f = e->fields; f->type != F_END; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	for (const struct field *f = common_fields; f->type != F_END; f++)
		if (strcmp(f->name, name) == 0)
			return owned || (strcmp(name, "owner_id") != 0 &&
			    strcmp(name, "team_id") != 0) ? f : NULL;
	return NULL;
}

/* ---- reading */

static enum err
bad(const char **why, const char *text)
{
	*why = text;
	return ERR_INVALID;
}

/* How many characters at the end of s its column has no room for. */
static int
text_over(const struct field *f, const char *s)
{
	size_t	 fits = FIELD_LONG_BYTES;

	if (f->type != F_LONG || strlen(s) <= fits)
		return 0;
	while (fits > 0 && ((unsigned char)s[fits] & 0xc0) == 0x80)
		fits--;		/* not to cut a character in two */
	return (int)utf8_length(s + fits);
}

const char *
field_text_wrong(struct arena *mem, const struct field *f, const char *s)
{
	int	 over;

	if (!utf8_valid(s, strlen(s)) || utf8_has_control(s))
		return t("holds characters that are not text");
	if (f->type == F_TEXT && strpbrk(s, "\r\n") != NULL)
		return t("must be a single line");
	if (f->max > 0 && utf8_length(s) > (size_t)f->max)
		return arena_fmt(mem, tn("is longer than %d character",
		    "is longer than %d characters", f->max), f->max);
	over = text_over(f, s);
	return over == 0 ? NULL : arena_fmt(mem,
	    tn("is too long by %d character: emoji and letters other than "
	    "Latin take more room", "is too long by %d characters: emoji and "
	    "letters other than Latin take more room", over), over);
}

static enum err
parse_text(struct work *w, const struct field *f, const char *s,
    struct db_val *v, const char **why)
{
	const char	*wrong = field_text_wrong(w->mem, f, s);

	if (wrong != NULL)
		return bad(why, wrong);
	if (f->flags & FIELD_UPPER) {
		char	*up = arena_strdup(w->mem, s);

		for (char *c = up; *c != '\0'; c++)
			if (*c >= 'a' && *c <= 'z')
				*c -= 'a' - 'A';
		s = up;
	}
	v->type = DB_TEXT;
	v->s = s;
	return OK;
}

static enum err
parse_number(struct work *w, const struct field *f, const char *currency,
    const char *s, struct db_val *v, const char **why)
{
	int64_t		 i = 0;
	enum err	 e;

	if (f->type == F_MONEY)
		e = money_parse(s, currency, lang_code(w->lang), &i);
	else
		e = decimal_parse_as(s, f->type == F_DECIMAL ? SCALE : 0,
		    lang_code(w->lang), &i);
	if (e != OK)
		return bad(why, f->type == F_INT ?
		    t("is not a whole number, such as 25") :
		    t("is not a number, such as 1250.50"));
	if (i < 0 && !(f->flags & FIELD_SIGNED))
		return bad(why, t("must not be below zero"));
	v->type = DB_INT;
	v->i = i;
	return OK;
}

static enum err
parse_date(struct work *w, const char *s, struct db_val *v, const char **why)
{
	int32_t	 d;

	if (date_parse(s, &d) != OK)
		return bad(why, t("is not a date, such as 2026-11-21"));
	v->type = DB_TEXT;
	v->s = date_iso(w->mem, d);
	return OK;
}

static enum err
parse_time(struct work *w, const char *s, struct db_val *v, const char **why)
{
	struct date_time	 at;

	if (date_time_parse(s, &at) != OK)
		return bad(why,
		    t("is not a date and time, such as 2026-11-21 14:30"));
	v->type = DB_INT;
	v->i = w->zone != NULL ? zone_utc(w->zone, &at) :
	    date_time_to_s(&at);
	return OK;
}

/* True if s is word, in English or any translation of ours. */
static bool
is_word(struct work *w, const char *s, const char *word)
{
	const char	*low = utf8_lower(w->mem, s);

	for (int l = 0; l < LANG_COUNT; l++)
		if (strcmp(low, utf8_lower(w->mem,
		    t_in((enum lang)l, word))) == 0)
			return true;
	return false;
}

static enum err
parse_bool(struct work *w, const char *s, struct db_val *v, const char **why)
{
	static const char *const yes[] = { "1", "on", "true", N_("yes") };
	static const char *const no[] = { "0", "off", "false", N_("no") };

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		bool	 is = is_word(w, s, yes[i]);

		if (!is && !is_word(w, s, no[i]))
			continue;
		v->type = DB_INT;
		v->i = is;
		return OK;
	}
	return bad(why, t("is neither yes nor no"));
}

static enum err
parse_choice(struct work *w, const struct field *f, const char *s,
    struct db_val *v, const char **why)
{
	const struct choice	*c = f->choices;

	for (; c != NULL && c->code != NULL; c++)
		if (strcmp(c->code, s) == 0 ||
		    (c->label != NULL && is_word(w, s, c->label)))
			break;
	if (c == NULL || c->code == NULL) {
		if (!(f->flags & FIELD_OTHER))
			return bad(why, t("is not one of the choices"));
		return parse_text(w, f, s, v, why);
	}
	v->type = DB_TEXT;
	v->s = c->code;
	return OK;
}

static enum err
parse_ref(const char *s, struct db_val *v, const char **why)
{
	int64_t	 id;

	if (str_int64(s, &id) != OK || id < 0)
		return bad(why, t("is not the number of a record"));
	v->type = id == 0 ? DB_NULL : DB_INT;
	v->i = id;
	return OK;
}

enum err
field_parse(struct work *w, const struct field *f, const char *currency,
    const char *text, struct db_val *out, const char **why)
{
	struct db_val	 v = DB_N;
	const char	*s = text == NULL ? "" : str_trim(w->mem, text);
	enum err	 e = OK;

	if (currency == NULL)
		currency = w->site != NULL ? w->site->currency : "UAH";
	if (*s != '\0')
		switch (f->type) {
		case F_END:
		case F_TEXT:
		case F_LONG:
			e = parse_text(w, f, s, &v, why);
			break;
		case F_INT:
		case F_DECIMAL:
		case F_MONEY:
			e = parse_number(w, f, currency, s, &v, why);
			break;
		case F_DATE:
			e = parse_date(w, s, &v, why);
			break;
		case F_TIME:
			e = parse_time(w, s, &v, why);
			break;
		case F_BOOL:
			e = parse_bool(w, s, &v, why);
			break;
		case F_CHOICE:
			e = parse_choice(w, f, s, &v, why);
			break;
		case F_REF:
			e = parse_ref(s, &v, why);
			break;
		}
	if (e == OK)
		*out = v;
	return e;
}

/* ---- showing */

static const char *
choice_label(const struct field *f, const char *code)
{
	for (const struct choice *c = f->choices; c && c->code != NULL; c++)
		if (strcmp(c->code, code) == 0)
			return c->label != NULL ? t(c->label) : c->code;
	return code;
}

static const char *
show_time(struct work *w, int64_t at)
{
	struct date_time	 d = w->zone != NULL ?
				    zone_local(w->zone, at).t :
				    date_time_of_s(at);
	int32_t			 day;

	if (date_make(d.year, d.month, d.day, &day) != OK)
		return "";
	return arena_fmt(w->mem, "%s %02d:%02d",
	    date_format(w->mem, day, lang_code(w->lang)), d.hour, d.minute);
}

const char *
day_show(struct work *w, const char *iso)
{
	int32_t	 day;

	return iso == NULL || date_parse(iso, &day) != OK ? "" :
	    date_format(w->mem, day, lang_code(w->lang));
}

const char *
field_show(struct work *w, const struct field *f, const char *currency,
    const struct db_val *v)
{
	const char	*lang = lang_code(w->lang);

	if (v->type == DB_NULL)
		return "";
	if (currency == NULL)
		currency = w->site != NULL ? w->site->currency : "UAH";
	switch (f->type) {
	case F_MONEY:
		return money_format(w->mem, v->i, currency, lang, MONEY_FULL);
	case F_DECIMAL:
		return decimal_format_trim(w->mem, v->i, SCALE, lang);
	case F_DATE:
		return day_show(w, v->s);
	case F_TIME:
		return show_time(w, v->i);
	case F_BOOL:
		return v->i ? t("yes") : t("no");
	case F_CHOICE:
		return choice_label(f, v->s);
	default:
		return field_plain(w, f, currency, v);
	}
}

static const char *
plain_time(struct work *w, int64_t at)
{
	struct date_time	 d = w->zone != NULL ?
				    zone_local(w->zone, at).t :
				    date_time_of_s(at);

	return arena_fmt(w->mem, "%04d-%02d-%02dT%02d:%02d", d.year, d.month,
	    d.day, d.hour, d.minute);
}

const char *
field_plain(struct work *w, const struct field *f, const char *currency,
    const struct db_val *v)
{
	if (v->type == DB_NULL)
		return "";
	if (v->type == DB_TEXT || v->type == DB_BLOB)
		return v->s;
	if (currency == NULL)
		currency = w->site != NULL ? w->site->currency : "UAH";
	switch (f->type) {
	case F_MONEY:
		return money_plain(w->mem, v->i, currency);
	case F_DECIMAL:
		return decimal_plain(w->mem, v->i, SCALE, 0);
	case F_TIME:
		return plain_time(w, v->i);
	default:
		return arena_fmt(w->mem, "%lld", (long long)v->i);
	}
}

const char *
day_typed(struct work *w, const char *iso)
{
	return w->lang == LANG_EN && iso != NULL ? iso : day_show(w, iso);
}

/* "1250.50" with the comma of the language. */
static const char *
typed_number(struct work *w, const char *plain)
{
	char	*s = arena_strdup(w->mem, plain), *point = strchr(s, '.');

	if (point != NULL && w->lang != LANG_EN)
		*point = ',';
	return s;
}

/* "2026-11-21T14:30" with the date of the language and a blank. */
static const char *
typed_time(struct work *w, const char *plain)
{
	return arena_fmt(w->mem, "%s %s", day_typed(w,
	    arena_fmt(w->mem, "%.10s", plain)), plain + 11);
}

const char *
field_typed(struct work *w, const struct field *f, const char *currency,
    const struct db_val *v)
{
	const char	*plain = field_plain(w, f, currency, v);

	if (*plain == '\0')
		return plain;
	switch (f->type) {
	case F_DATE:
		return day_typed(w, plain);
	case F_TIME:
		return typed_time(w, plain);
	case F_DECIMAL:
	case F_MONEY:
		return typed_number(w, plain);
	default:
		return plain;
	}
}

bool
field_same(const struct field *f, const struct db_val *a,
    const struct db_val *b)
{
	bool	 a_empty = a->type == DB_NULL ||
		    (a->type == DB_TEXT && *a->s == '\0');
	bool	 b_empty = b->type == DB_NULL ||
		    (b->type == DB_TEXT && *b->s == '\0');

	(void)f;
	if (a_empty || b_empty)
		return a_empty && b_empty;
	if (a->type == DB_INT || b->type == DB_INT)
		return a->type == b->type && a->i == b->i;
	return strcmp(a->s, b->s) == 0;
}
