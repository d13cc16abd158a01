/* vcard_card.c: what the properties of a card mean. */
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "base/vcard.h"
#include "base/vcard_parts.h"

#define PARTS	7	/* of an address */

/* ---- columns */

static size_t
column_of(struct vcard_columns *cols, const char *name)
{
	for (size_t i = 0; i < cols->n; i++)
		if (strcmp(cols->names[i], name) == 0)
			return i;
	if (cols->fixed || cols->n == VCARD_COLUMNS)
		return VCARD_COLUMNS;
	cols->names[cols->n] = arena_strdup(cols->mem, name);
	return cols->n++;
}

static const char *
get(struct vcard_columns *cols, const struct vcard_card *c, const char *name)
{
	for (size_t i = 0; i < cols->n; i++)
		if (strcmp(cols->names[i], name) == 0)
			return c->values[i];
	return NULL;
}

static void
set(struct vcard_columns *cols, struct vcard_card *c, const char *name,
    const char *value)
{
	size_t	 i = *value != '\0' ? column_of(cols, name) : VCARD_COLUMNS;

	if (i == VCARD_COLUMNS)
		return;
	c->values[i] = value;
	c->any = true;
}

/* What has no column of its own, or a column that is taken. */
static void
note_add(struct vcard_card *c, const char *what, const char *value,
    const char *types)
{
	if (*value == '\0')
		return;
	str_fmt(&c->note, "%s%s: %s", c->note.n > 0 ? "\n" : "", what, value);
	if (*types != '\0')
		str_fmt(&c->note, " (%s)", types);
	c->any = true;
}

/* ---- texts */

/* To the next unescaped sep or the end; *rest moves behind it. */
static const char *
part_read(struct arena *mem, const char **rest, char sep, bool v21)
{
	const char	*s = *rest;
	struct str	 out;

	str_init(&out, mem);
	for (; *s != '\0' && *s != sep; s++) {
		if (*s == '\r') {	/* quoted: a line ends with LF here */
			if (s[1] != '\n')
				str_addc(&out, '\n');
			continue;
		}
		if (*s != '\\' || s[1] == '\0' || (v21 &&
		    strchr(";,:\\", s[1]) == NULL)) {
			str_addc(&out, *s);
			continue;
		}
		s++;
		str_addc(&out, *s == 'n' || *s == 'N' ? '\n' : *s);
	}
	*rest = *s != '\0' ? s + 1 : NULL;
	return str_trim(mem, out.s);
}

static const char *
whole(struct vcard_card *c, const struct vcard_property *p)
{
	const char	*rest = p->value;

	return part_read(c->mem, &rest, '\0', p->v21);
}

/* On one line: what breaks it becomes a comma. */
static const char *
one_line(struct arena *mem, const char *s)
{
	struct str	 out;

	str_init(&out, mem);
	while (*s != '\0') {
		size_t	 n = strcspn(s, "\r\n");

		str_addn(&out, s, n);
		s += n;
		if (*s != '\0') {
			s += strspn(s, "\r\n ");
			if (*s != '\0' && out.n > 0)
				str_add(&out, out.s[out.n - 1] == ',' ? " " :
				    ", ");
		}
	}
	return str_trim(mem, out.s);
}

static const char *
joined(struct arena *mem, const char *a, const char *sep, const char *b)
{
	if (a == NULL || *a == '\0')
		return b;
	return *b == '\0' ? a : arena_fmt(mem, "%s%s%s", a, sep, b);
}

static bool
is_cyrillic(const char *s)
{
	uint32_t	 c;

	while ((c = utf8_next(&s)) != 0)
		if (c >= 0x400 && c <= 0x52f)
			return true;
	return false;
}

/* ---- properties */

/* A name in parts: in Cyrillic letters the surname comes first. */
static void
take_n(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	const char	*rest = p->value, *part[5], *all;
	bool		 both;

	for (int i = 0; i < 5; i++)
		part[i] = rest == NULL ? "" : one_line(c->mem,
		    part_read(c->mem, &rest, ';', p->v21));
	both = *part[0] != '\0' && *part[1] != '\0';
	if (both && is_cyrillic(part[0]))
		set(cols, c, "name", joined(c->mem, joined(c->mem, part[0],
		    " ", part[1]), " ", part[2]));
	all = joined(c->mem, joined(c->mem, joined(c->mem, joined(c->mem,
	    part[3], " ", part[1]), " ", part[2]), " ", part[0]), " ",
	    part[4]);
	if (*all == '\0')
		return;
	c->given = all;
	c->any = true;
}

static void
take_fn(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	if (get(cols, c, "name") == NULL)
		set(cols, c, "name", one_line(c->mem, whole(c, p)));
}

static void
take_org(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	const char	*rest = p->value, *units = "", *unit, *name;

	name = one_line(c->mem, part_read(c->mem, &rest, ';', p->v21));
	while (rest != NULL) {
		unit = one_line(c->mem, part_read(c->mem, &rest, ';',
		    p->v21));
		units = joined(c->mem, units, ", ", unit);
	}
	if (c->org != NULL || *name == '\0') {
		note_add(c, "org", joined(c->mem, name, ", ", units), "");
		return;
	}
	(void)cols;
	c->org = name;
	c->any = true;
	note_add(c, "org", units, "");
}

/* The best of several: what is preferred, never a fax before a telephone. */
static void
take_best(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p, const char *column, int *best)
{
	const char	*what = *column == 'p' ? "tel" : "email";
	const char	*s = one_line(c->mem, whole(c, p)), *old;
	int		 rank = (p->fax ? 1 : 3) + p->preferred;

	if (str_starts(s, "tel:") || str_starts(s, "mailto:"))
		s = strchr(s, ':') + 1;
	if (strstr(s, ";ext=") != NULL)
		s = arena_fmt(c->mem, "%.*s ext. %s",
		    (int)(strstr(s, ";ext=") - s), s, strstr(s, ";ext=") + 5);
	old = get(cols, c, column);
	if (*column == 'e' && strchr(s, '@') == NULL) {
		note_add(c, what, s, p->types);
	} else if (rank > *best) {
		if (old != NULL && strcmp(old, s) != 0)
			note_add(c, what, old, "");
		set(cols, c, column, s);
		*best = rank;
	} else if (old == NULL || strcmp(old, s) != 0) {
		note_add(c, what, s, p->types);
	}
}

static void
take_phone(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	take_best(cols, c, p, "phone", &c->phone_rank);
}

static void
take_email(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	take_best(cols, c, p, "email", &c->email_rank);
}

static void
take_address(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	static const char *const names[PARTS] = {
		NULL, NULL, "street", "city", "region", "postcode", "country"
	};
	const char	*rest = p->value, *part[PARTS], *all = "";
	bool		 first = true;

	for (int i = 0; i < PARTS; i++) {
		part[i] = rest == NULL ? "" : one_line(c->mem,
		    part_read(c->mem, &rest, ';', p->v21));
		all = joined(c->mem, all, ", ", part[i]);
		first = first && (names[i] == NULL ||
		    get(cols, c, names[i]) == NULL);
	}
	if (!first) {
		note_add(c, "address", all, p->types);
		return;
	}
	part[2] = joined(c->mem, joined(c->mem, part[0], ", ", part[1]),
	    ", ", part[2]);
	for (int i = 2; i < PARTS; i++)
		set(cols, c, names[i], part[i]);
}

/* "1977-04-29", "19770429", with a time behind; else it is only noted. */
static void
take_birthday(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	const char	*s = whole(c, p);
	size_t		 digits = strspn(s, "0123456789");
	int32_t		 day;

	if (digits == 8)
		s = arena_fmt(c->mem, "%.4s-%.2s-%.2s", s, s + 4, s + 6);
	if (date_parse(s, &day) == OK && get(cols, c, "birthday") == NULL)
		set(cols, c, "birthday", date_iso(c->mem, day));
	else
		note_add(c, "birthday", whole(c, p), "");
}

static void
take_url(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	const char	*s = one_line(c->mem, whole(c, p));
	bool		 fits = strchr(s, ' ') == NULL && strchr(s, '.') != NULL;

	if (get(cols, c, "website") == NULL && fits)
		set(cols, c, "website", s);
	else
		note_add(c, "url", s, p->types);
}

/* The note of the card stands before what else is noted. */
static void
take_note(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	const char	*old = get(cols, c, "note"), *s = whole(c, p);

	set(cols, c, "note", old == NULL ? s : joined(c->mem, old, "\n", s));
}

static void
take_kind(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	(void)cols;
	c->person = str_case_eq(p->value, "individual");
	c->company = c->company || str_case_eq(p->value, "org") ||
	    str_case_eq(p->value, "organization") ||
	    str_case_eq(p->value, "group") ||
	    str_case_eq(p->value, "COMPANY");
}

static void
take_tags(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	const char	*rest = p->value, *all = get(cols, c, "tags");

	while (rest != NULL)
		all = joined(c->mem, all, ", ", one_line(c->mem, part_read(
		    c->mem, &rest, ',', p->v21)));
	set(cols, c, "tags", all);
}

static void
take_title(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	const char	*s = one_line(c->mem, whole(c, p));

	if (get(cols, c, "position") == NULL)
		set(cols, c, "position", s);
	else
		note_add(c, "title", s, "");
}

static void
take_uid(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	const char	*s = one_line(c->mem, whole(c, p));

	if (get(cols, c, "ext_id") == NULL && strlen(s) <= 60)
		set(cols, c, "ext_id", s);
}

static void
take_other(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	const char	*s = one_line(c->mem, whole(c, p));

	(void)cols;
	if (*s == '\0')
		return;
	if (strcmp(p->name, "NICKNAME") == 0)
		c->nick = s;
	if (strcmp(p->name, "ROLE") == 0)
		c->role = s;
	else
		note_add(c, utf8_lower(c->mem, p->name), s, p->types);
	c->any = true;
}

/* X-KARTOTEKA-REG-NO is our "reg_no". */
static void
take_ours(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	char	*name = utf8_lower(c->mem, p->name + strlen(VCARD_PREFIX));

	for (char *s = name; *s != '\0'; s++)
		if (*s == '-')
			*s = '_';
	if (strcmp(name, "id") == 0)
		(void)column_of(cols, "ext_id");	/* so it is our own */
	if (*name != '\0' && strlen(name) <= VCARD_NAME_MAX)
		set(cols, c, name, whole(c, p));
}

void
vcard_take(struct vcard_columns *cols, struct vcard_card *c,
    struct vcard_property *p)
{
	static const struct {
		const char	*name;
		void		(*take)(struct vcard_columns *,
				    struct vcard_card *,
				    struct vcard_property *);
	}	 known[] = {
		{ "N", take_n }, { "FN", take_fn }, { "ORG", take_org },
		{ "TEL", take_phone }, { "EMAIL", take_email },
		{ "ADR", take_address }, { "BDAY", take_birthday },
		{ "URL", take_url }, { "NOTE", take_note },
		{ "KIND", take_kind }, { "X-ABSHOWAS", take_kind },
		{ "CATEGORIES", take_tags }, { "TITLE", take_title },
		{ "UID", take_uid }, { "NICKNAME", take_other },
		{ "ROLE", take_other }, { "IMPP", take_other },
		{ "ANNIVERSARY", take_other }, { "X-SKYPE", take_other },
		{ "X-ICQ", take_other }, { "X-JABBER", take_other },
		{ "X-AIM", take_other }, { "X-MSN", take_other },
		{ "X-YAHOO", take_other }
	};

	if (str_starts(p->name, VCARD_PREFIX)) {
		take_ours(cols, c, p);
		return;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(p->name, known[i].name) == 0)
			known[i].take(cols, c, p);
}

/* ---- the whole */

/* Some name there must be. */
static void
name_find(struct vcard_columns *cols, struct vcard_card *c)
{
	const char	*names[] = {
		c->given, c->org, c->nick, get(cols, c, "email"),
		get(cols, c, "phone"), get(cols, c, "website")
	};

	for (size_t i = 0; i < 6 && get(cols, c, "name") == NULL; i++)
		if (names[i] != NULL)
			set(cols, c, "name", names[i]);
	if (get(cols, c, "name") == NULL)
		set(cols, c, "name", "?");
}

void
vcard_finish(struct vcard_columns *cols, struct vcard_card *c)
{
	const char	*name, *note;

	if (!c->any)
		return;
	name_find(cols, c);
	name = get(cols, c, "name");
	if (!c->person && c->org != NULL && str_eq(c->org, name) && (c->given == NULL ||
	    *c->given == '\0' || str_eq(c->given, c->org)))
		c->company = true;
	if (get(cols, c, "kind") == NULL)
		set(cols, c, "kind", c->company ? "organisation" : "person");
	if (c->org != NULL && get(cols, c, "organisation") == NULL &&
	    !str_eq(c->org, c->company ? name : NULL))
		set(cols, c, "organisation", c->org);
	if (c->role != NULL && get(cols, c, "position") == NULL)
		set(cols, c, "position", c->role);
	else if (c->role != NULL && !str_eq(c->role, get(cols, c,
	    "position")))
		note_add(c, "role", c->role, "");
	note = get(cols, c, "note");
	if (c->note.n > 0)
		set(cols, c, "note", joined(c->mem, note, "\n", c->note.s));
}
