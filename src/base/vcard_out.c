/* vcard_out.c: business cards written. */
#include <string.h>

#include "base/utf8.h"
#include "base/vcard.h"
#include "base/vcard_parts.h"

#define LINE_MAX_BYTES	75	/* of a line (RFC 6350, 3.2) */

/* Columns that are a property by themselves. */
static const struct {
	const char	*column, *property;
} plain[] = {
	{ "name", "FN" }, { "organisation", "ORG" }, { "position", "TITLE" },
	{ "phone", "TEL" }, { "email", "EMAIL" }, { "website", "URL" },
	{ "birthday", "BDAY" }, { "note", "NOTE" }
};

static const char *const	 address[] = {
	"street", "city", "region", "postcode", "country"
};

static const char *
value_of(const char *const *names, const char *const *values, size_t n,
    const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0 && values[i] != NULL)
			return values[i];
	return "";
}

static void
escape(struct str *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\n')
			str_add(out, "\\n");
		else if (strchr("\\;,", *s) != NULL)
			str_fmt(out, "\\%c", *s);
		else if (*s != '\r')
			str_addc(out, *s);
	}
}

/* A line, folded between characters. */
static void
line_put(struct str *out, const char *s)
{
	size_t	 room = LINE_MAX_BYTES;

	while (*s != '\0') {
		const char	*next = s;
		size_t		 n;

		(void)utf8_next(&next);
		n = (size_t)(next - s);
		if (n > room) {
			str_add(out, "\r\n ");
			room = LINE_MAX_BYTES - 1;
		}
		str_addn(out, s, n);
		room -= n;
		s = next;
	}
	str_add(out, "\r\n");
}

static void
property_put(struct str *out, const char *name, const char *value)
{
	struct arena	*mem = arena_new();
	struct str	 line;

	str_init(&line, mem);
	str_fmt(&line, "%s:", name);
	escape(&line, value);
	line_put(out, line.s);
	arena_free(mem);
}

static bool
is_taken(const char *name)
{
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (strcmp(plain[i].column, name) == 0)
			return true;
	for (size_t i = 0; i < sizeof(address) / sizeof(*address); i++)
		if (strcmp(address[i], name) == 0)
			return true;
	return false;
}

static void
address_put(struct str *out, const char *const *names,
    const char *const *values, size_t n)
{
	struct arena	*mem = arena_new();
	struct str	 line;
	bool		 any = false;

	str_init(&line, mem);
	str_add(&line, "ADR:;");
	for (size_t i = 0; i < sizeof(address) / sizeof(*address); i++) {
		const char	*s = value_of(names, values, n, address[i]);

		any = any || *s != '\0';
		str_add(&line, ";");
		escape(&line, s);
	}
	if (any)
		line_put(out, line.s);
	arena_free(mem);
}

static void
ours_put(struct str *out, const char *name, const char *value)
{
	char	 property[sizeof(VCARD_PREFIX) + VCARD_NAME_MAX] =
		     VCARD_PREFIX;
	size_t	 k = sizeof(VCARD_PREFIX) - 1;

	if (*value == '\0' || strlen(name) > VCARD_NAME_MAX)
		return;
	for (; *name != '\0'; name++)
		property[k++] = *name == '_' ? '-' : *name >= 'a' &&
		    *name <= 'z' ? (char)(*name - 32) : *name;
	property[k] = '\0';
	property_put(out, property, value);
}

/* Whose name it is, in the way of each version. */
static void
kind_put(struct str *out, int version, const char *kind, const char *name)
{
	struct arena	*mem = arena_new();
	struct str	 n;
	bool		 company = strcmp(kind, "organisation") == 0;

	if (version >= 4) {
		property_put(out, "KIND", company ? "org" : "individual");
	} else {
		str_init(&n, mem);
		str_add(&n, "N:");
		if (!company)
			escape(&n, name);
		str_add(&n, ";;;;");
		line_put(out, n.s);
		if (company)
			property_put(out, "X-ABShowAs", "COMPANY");
	}
	arena_free(mem);
}

void
vcard_put(struct str *out, int version, const char *const *names,
    const char *const *values, size_t n)
{
	const char	*kind = value_of(names, values, n, "kind");
	const char	*name = value_of(names, values, n, "name");

	str_fmt(out, "BEGIN:VCARD\r\nVERSION:%d.0\r\n", version);
	kind_put(out, version, kind, name);
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		const char	*s = value_of(names, values, n,
				    plain[i].column);

		if (*s != '\0' || i == 0)
			property_put(out, plain[i].property, s);
	}
	/* Programs that know no kind take a card for a firm's by its name. */
	if (strcmp(kind, "organisation") == 0 &&
	    *value_of(names, values, n, "organisation") == '\0')
		property_put(out, "ORG", name);
	address_put(out, names, values, n);
	for (size_t i = 0; i < n; i++)
		if (!is_taken(names[i]) && values[i] != NULL &&
		    (version < 4 || strcmp(names[i], "kind") != 0))
			ours_put(out, names[i], values[i]);
	str_add(out, "END:VCARD\r\n");
}
