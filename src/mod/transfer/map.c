/* map.c: reads mapping files. */
#include <string.h>

#include "base/str.h"
#include "mod/transfer/map.h"

struct map_rule *
map_add(struct arena *mem, struct map *out, const char *field)
{
	struct map_rule	*rules = arena_alloc(mem,
			    (out->n + 1) * sizeof(*rules));

	if (out->n > 0)
		memcpy(rules, out->rules, out->n * sizeof(*rules));
	out->rules = rules;
	rules[out->n].field = field;
	return &rules[out->n++];
}

void
map_add_part(struct arena *mem, struct map_rule *r,
    const struct map_part *part)
{
	struct map_part	*parts = arena_alloc(mem,
			    (r->nparts + 1) * sizeof(*parts));

	if (r->nparts > 0)
		memcpy(parts, r->parts, r->nparts * sizeof(*parts));
	parts[r->nparts++] = *part;
	r->parts = parts;
}

static enum err
wrong(struct work *w, int line, const char *text)
{
	return work_refuse(w, 0, NULL, arena_fmt(w->mem,
	    t("line %d of the mapping: %s"), line, text));
}

/*
 * Cut s at the first sign outside quotes that has a blank on either side;
 * what follows it, or NULL.  An open quote runs to the end.
 */
static char *
cut(char *s, char sign)
{
	bool	 quoted = false;

	for (char *p = s; *p != '\0'; p++) {
		if (*p == '"')
			quoted = !quoted;
		if (quoted || *p != sign || p == s || p[-1] != ' ' ||
		    (p[1] != ' ' && p[1] != '\0'))
			continue;
		*p = '\0';
		return p + 1;
	}
	return NULL;
}

/*
 * The text in quotes that *s begins with; *s moves behind it.  NULL if the
 * quote is not closed.
 */
static const char *
unquote(struct arena *mem, const char **s)
{
	const char	*p = *s + 1;
	struct str	 out;

	str_init(&out, mem);
	str_add(&out, "");
	for (; *p != '\0'; p++) {
		if (*p == '"' && p[1] != '"') {
			*s = p + 1;
			return out.s;
		}
		p += *p == '"';
		str_addc(&out, *p);
	}
	return NULL;
}

static enum err
part_read(struct work *w, struct map_rule *r, const char *s)
{
	struct map_part	 part = { .col = MAP_NONE };

	s = str_trim(w->mem, s);
	if (*s == '\0')
		return wrong(w, r->line, t("a column is missing"));
	part.text = s;
	if (*s == '"') {
		part.constant = true;
		part.text = unquote(w->mem, &s);
		if (part.text == NULL || *s != '\0')
			return wrong(w, r->line, t("a quote is not closed"));
	}
	map_add_part(w->mem, r, &part);
	return OK;
}

/* A word of a list of pairs, up to end. */
static const char *
word_read(struct arena *mem, const char **s, const char *end)
{
	size_t		 n;
	const char	*out;

	if (**s == '"')
		return unquote(mem, s);
	n = strcspn(*s, end);
	out = arena_fmt(mem, "%.*s", (int)n, *s);
	*s += n;
	return out;
}

/* "Won=won "United Kingdom"=GB" */
static enum err
pairs_read(struct work *w, struct map_rule *r, const char *s)
{
	size_t	 most = strlen(s) / 2 + 1;

	r->pairs = arena_alloc(w->mem, most * sizeof(*r->pairs));
	r->mapped = true;
	for (s += strspn(s, " \t"); *s != '\0'; s += strspn(s, " \t")) {
		struct map_pair	*p = &r->pairs[r->npairs++];

		p->from = word_read(w->mem, &s, "= \t");
		if (p->from == NULL || *s != '=')
			return wrong(w, r->line,
			    t("after map, pairs such as Won=won are wanted"));
		s++;
		p->to = word_read(w->mem, &s, " \t");
		if (p->to == NULL)
			return wrong(w, r->line, t("a quote is not closed"));
	}
	if (r->npairs == 0)
		return wrong(w, r->line,
		    t("after map, pairs such as Won=won are wanted"));
	return OK;
}

/* What stands behind a |. */
static enum err
clause_read(struct work *w, struct map_rule *r, const char *s)
{
	s = str_trim(w->mem, s);
	if (str_starts(s, "map "))
		return pairs_read(w, r, s + 4);
	if (!str_starts(s, "lookup "))
		return wrong(w, r->line,
		    t("after | only map or lookup is known"));
	r->lookup = str_trim(w->mem, s + 7);
	if (strchr(r->lookup, '.') == NULL)
		return wrong(w, r->line,
		    t("after lookup, a field such as contact.name is wanted"));
	return OK;
}

static enum err
rule_read(struct work *w, struct map_rule *r, char *right)
{
	char		*clauses = cut(right, '|'), *next;
	enum err	 e = OK;

	r->whole = str_trim(w->mem, right);
	for (; e == OK && right != NULL; right = next) {
		next = cut(right, '+');
		e = part_read(w, r, right);
	}
	for (; e == OK && clauses != NULL; clauses = next) {
		next = cut(clauses, '|');
		e = clause_read(w, r, clauses);
	}
	return e;
}

static enum err
line_read(struct work *w, struct map *out, const char *s, int line)
{
	char		*equal, *left = str_trim(w->mem, s);
	struct map_rule	*r;

	if (*left == '\0' || *left == '#')
		return OK;
	equal = strchr(left, '=');
	if (equal == NULL)
		return wrong(w, line, t("there is no ="));
	*equal = '\0';
	left = str_trim(w->mem, left);
	if (*left == '\0')
		return wrong(w, line, t("a field is missing before ="));
	for (size_t i = 0; i < out->n; i++)
		if (strcmp(out->rules[i].field, left) == 0)
			return wrong(w, line, arena_fmt(w->mem,
			    t("%s is there twice"), left));
	r = map_add(w->mem, out, left);
	r->line = line;
	return rule_read(w, r, equal + 1);
}

enum err
map_parse(struct work *w, const char *text, struct map *out)
{
	const char	*rest = text, *s;
	size_t		 n;
	int		 line = 0;
	enum err	 e = OK;

	memset(out, 0, sizeof(*out));
	if (str_starts(text, "\xef\xbb\xbf"))
		rest += 3;
	while (e == OK && str_split(&rest, '\n', &s, &n))
		e = line_read(w, out, arena_fmt(w->mem, "%.*s", (int)n, s),
		    ++line);
	if (e == OK && out->n == 0)
		return work_refuse(w, 0, NULL, t("the mapping is empty"));
	return e;
}
