/* view_fold.c: templates with what is the same on every page worked out. */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "core/i18n.h"
#include "core/view_fold.h"

#define OPEN	"<?cs"
#define CLOSE	"?>"

/* A run of bytes in a template. */
struct piece {
	const char	*s;
	size_t		 n;
};

static const char *
piece_text(struct arena *mem, struct piece p)
{
	return arena_fmt(mem, "%.*s", (int)p.n, p.s);
}

/* Take word off the front of p; false if it does not stand there. */
static bool
take(struct piece *p, const char *word)
{
	size_t	 n = strlen(word);

	if (p->n < n || memcmp(p->s, word, n) != 0)
		return false;
	p->s += n;
	p->n -= n;
	return true;
}

static struct piece
trim(struct piece p)
{
	for (; p.n > 0 && isspace((unsigned char)*p.s); p.n--)
		p.s++;
	while (p.n > 0 && isspace((unsigned char)p.s[p.n - 1]))
		p.n--;
	return p;
}

static bool
in_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Take a name off the front. */
static bool
take_name(struct piece *p, struct piece *name)
{
	*name = (struct piece){ p->s, 0 };
	while (p->n > 0 && in_name(*p->s)) {
		p->s++;
		p->n--;
		name->n++;
	}
	return name->n > 0;
}

/* Take a literal in double quotes off the front; *lit is inside them. */
static bool
take_literal(struct piece *p, struct piece *lit)
{
	const char	*end;

	if (p->n < 2 || *p->s != '"')
		return false;
	end = memchr(p->s + 1, '"', p->n - 1);
	if (end == NULL)
		return false;
	*lit = (struct piece){ p->s + 1, (size_t)(end - p->s) - 1 };
	p->n -= lit->n + 2;
	p->s = end + 1;
	return true;
}

/* ---- inside of a tag */

static bool
is_writable(const char *s)
{
	return strpbrk(s, "\"\\\n\r") == NULL && strstr(s, CLOSE) == NULL;
}

/* What t("..") or url_for("..") at the front of p comes to; NULL: neither. */
static const char *
call_worked(struct fold *f, struct piece *p)
{
	struct piece	 rest = *p, lit;
	const char	*text;
	bool		 url = take(&rest, "url_for(");

	if (!url && !take(&rest, "t("))
		return NULL;
	if (!take_literal(&rest, &lit) || lit.n == 0 || !take(&rest, ")"))
		return NULL;
	text = piece_text(f->mem, lit);
	text = url ? f->url(f->mem, text) : t(text);
	if (!is_writable(text))
		return NULL;
	*p = rest;
	return text;
}

/* The inside of a tag with its calls worked out. */
static struct piece
tag_worked(struct fold *f, struct piece tag)
{
	struct str	 s;
	char		 before = ' ';

	str_init(&s, f->mem);
	while (tag.n > 0) {
		struct piece	 rest = tag, lit;
		const char	*text = NULL;
		size_t		 n = 1;

		if (take_literal(&rest, &lit))
			n = lit.n + 2;
		else if (!in_name(before) && before != '.')
			text = call_worked(f, &tag);
		if (text != NULL) {
			str_fmt(&s, "\"%s\"", text);
			before = '"';
			continue;
		}
		before = tag.s[n - 1];
		str_addn(&s, tag.s, n);
		tag.s += n;
		tag.n -= n;
	}
	return (struct piece){ s.n > 0 ? s.s : "", s.n };
}

/* ---- macros */

static void
html_add(struct str *out, const char *s)
{
	for (; *s != '\0'; s++)
		switch (*s) {
		case '&':
			str_add(out, "&amp;");
			break;
		case '<':
			str_add(out, "&lt;");
			break;
		case '>':
			str_add(out, "&gt;");
			break;
		case '"':
			str_add(out, "&quot;");
			break;
		case '\'':
			str_add(out, "&#39;");
			break;
		case '\r':
			break;
		default:
			str_addc(out, *s);
		}
}

/* The next tag of *text: what stands before it, and its inside. */
static bool
next_tag(const char **text, struct piece *before, struct piece *tag)
{
	const char	*open = strstr(*text, OPEN), *close;

	close = open != NULL ? strstr(open, CLOSE) : NULL;
	if (close == NULL)
		return false;
	*before = (struct piece){ *text, (size_t)(open - *text) };
	*tag = (struct piece){ open + 4, (size_t)(close - open) - 4 };
	*text = close + 2;
	return true;
}

/* How a tag inside of a macro prints arg: 'v' as it is, 'u' for an address. */
static char
prints(struct piece tag, const char *arg)
{
	bool	 url;

	tag = trim(tag);
	if (!take(&tag, "var:"))
		return 0;
	url = take(&tag, "url_escape(");
	if (!take(&tag, arg) || (url && !take(&tag, ")")) || tag.n > 0)
		return 0;
	return url ? 'u' : 'v';
}

/* The macro's text for one argument; NULL when it does more than print it. */
static const char *
macro_text(struct fold *f, const struct fold_macro *m, const char *value)
{
	const char	*rest = m->body;
	struct piece	 before, tag;
	struct str	 s;
	char		 how;

	str_init(&s, f->mem);
	while (next_tag(&rest, &before, &tag)) {
		how = prints(tag, m->arg);
		if (how == 0)
			return NULL;
		str_addn(&s, before.s, before.n);
		html_add(&s, how == 'u' ? f->escape(f->mem, value) : value);
	}
	str_add(&s, rest);
	return s.s;
}

/* Learn a macro if tag defines one; its body begins at text. */
static void
macro_learn(struct fold *f, struct piece tag, const char *text)
{
	static const char	 end[] = OPEN " /def " CLOSE;
	const char		*stop = strstr(text, end);
	struct fold_macro	*m;
	struct piece		 name, arg;
	struct fold		 own = *f;

	tag = trim(tag);
	if (stop == NULL || !take(&tag, "def:") || !take_name(&tag, &name) ||
	    !take(&tag, "(") || !take_name(&tag, &arg) || !take(&tag, ")") ||
	    tag.n > 0)
		return;
	own.macros = NULL;
	m = arena_alloc(f->mem, sizeof(*m));
	m->name = piece_text(f->mem, name);
	m->arg = piece_text(f->mem, arg);
	m->body = fold_text(&own, piece_text(f->mem,
	    (struct piece){ text, (size_t)(stop - text) }));
	if (macro_text(f, m, "x") == NULL)
		return;
	m->next = f->macros;
	f->macros = m;
}

/* What a macro that was learnt prints, if tag calls one with a literal. */
static const char *
macro_called(struct fold *f, struct piece tag)
{
	struct piece	 name, lit;
	const char	*called;

	if (!take(&tag, "call:") || !take_name(&tag, &name) ||
	    !take(&tag, "(") || !take_literal(&tag, &lit) ||
	    !take(&tag, ")") || tag.n > 0)
		return NULL;
	called = piece_text(f->mem, name);
	for (const struct fold_macro *m = f->macros; m != NULL; m = m->next)
		if (strcmp(m->name, called) == 0)
			return macro_text(f, m, piece_text(f->mem, lit));
	return NULL;
}

/* ---- the whole */

static void
tag_add(struct fold *f, struct piece tag, struct str *out)
{
	struct piece	 bare, rest, lit;
	const char	*text;

	if (trim(tag).n > 0 && *trim(tag).s == '#')
		return;
	tag = tag_worked(f, tag);
	bare = rest = trim(tag);
	if (take(&rest, "var:") && take_literal(&rest, &lit) && rest.n == 0) {
		html_add(out, piece_text(f->mem, lit));
		return;
	}
	text = macro_called(f, bare);
	if (text != NULL) {
		str_add(out, text);
		return;
	}
	str_add(out, OPEN);
	str_addn(out, tag.s, tag.n);
	str_add(out, CLOSE);
}

const char *
fold_text(struct fold *f, const char *text)
{
	struct piece	 before, tag;
	struct str	 out;

	str_init(&out, f->mem);
	while (next_tag(&text, &before, &tag)) {
		str_addn(&out, before.s, before.n);
		macro_learn(f, tag, text);
		tag_add(f, tag, &out);
	}
	str_add(&out, text);
	return out.s != NULL ? out.s : "";
}
