/* statements.c: an SQL script in its statements. */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/statements.h"
#include "base/str.h"

/*
 * The end of what s begins with: a comment, a quoted text, else one byte.
 * text is false for comments.
 */
static const char *
token_end(const char *s, bool *text)
{
	const char	*end;
	char		 quote = *s;

	*text = false;
	if (*s == '#' || (s[0] == '-' && s[1] == '-' &&
	    (s[2] == '\0' || isspace((unsigned char)s[2]))))
		return s + strcspn(s, "\n");
	if (s[0] == '/' && s[1] == '*') {
		end = strstr(s + 2, "*/");
		return end == NULL ? s + strlen(s) : end + 2;
	}
	*text = true;
	if (quote != '\'' && quote != '"' && quote != '`')
		return s + 1;
	for (s++; *s != '\0' && *s != quote; s++)
		if (*s == '\\' && quote != '`' && s[1] != '\0')
			s++;
	return *s == '\0' ? s : s + 1;
}

static bool
ends_line(const char *s)
{
	s += strspn(s, " \t\r");
	return *s == '\n' || *s == '\0' || *s == '#' ||
	    (s[0] == '-' && s[1] == '-');
}

static void
statement_end(struct arena *mem, struct str *s, const char **list, size_t *n)
{
	const char	*sql = str_trim(mem, s->s);

	if (*sql != '\0')
		list[(*n)++] = sql;
	str_init(s, mem);
}

size_t
statements_split(struct arena *mem, const char *script,
    const char *const **out)
{
	const char	**list, *s, *end;
	struct str	 sql;
	size_t		 n = 0, most = 2;
	bool		 text;

	for (s = script; *s != '\0'; s++)
		most += *s == ';';
	list = arena_alloc(mem, most * sizeof(*list));
	str_init(&sql, mem);
	for (s = script; *s != '\0'; s = end) {
		end = token_end(s, &text);
		if (*s == ';' && ends_line(end))
			statement_end(mem, &sql, list, &n);
		else if (text)
			str_addn(&sql, s, (size_t)(end - s));
	}
	statement_end(mem, &sql, list, &n);
	*out = list;
	return n;
}
