/* multipart.c: cuts a multipart/form-data body into its parts. */
#include <stdbool.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/multipart.h"

#define BOUNDARY_MAX	70

enum state { PREAMBLE, HEAD, BODY, AFTER };

struct multipart {
	struct arena		*mem;
	struct part_sink	 sink;
	enum state		 state;
	size_t			 nparts;
	char			 mark[BOUNDARY_MAX + 5];  /* CR LF -- boundary */
	size_t			 nmark;
	char			 buf[2 * MULTIPART_HEAD_MAX];
	size_t			 n;		/* bytes in buf */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The first of the m bytes of what in the n of s, or NULL. */
static const char *
bytes_find(const char *s, size_t n, const char *what, size_t m)
{
	const char	*last;

	if (n < m)
		return NULL;
	for (last = s + (n - m); s <= last; s++) {
		s = memchr(s, what[0], (size_t)(last - s) + 1);
		if (s == NULL || memcmp(s, what, m) == 0)
			return s;
	}
	return NULL;
}

/* ---- parameters of a header: ; name=token; name="quoted" */

struct parameter {
	char	*name;
	char	*value;
};

/* A quoted string at *s; \" and \\ stand for the second character. */
static bool
quoted_read(struct arena *mem, const char **s, struct parameter *p)
{
	struct str	 v;
	const char	*c = *s + 1;

	str_init(&v, mem);
	for (; *c != '"'; c++) {
		if (*c == '\0')
			return false;
		if (*c == '\\' && (c[1] == '"' || c[1] == '\\'))
			c++;
		str_addc(&v, *c);
	}
	*s = c + 1;
	p->value = v.s;
	return true;
}

/*
 * The next parameter at *s.  False at the end, with *s at its NUL, and for
 * what is no parameter, with *s elsewhere.
 */
static bool
parameter_next(struct arena *mem, const char **s, struct parameter *p)
{
	const char	*c = *s;
	size_t		 n;

	while (is_blank(*c))
		c++;
	if (*c == '\0') {
		*s = c;
		return false;
	}
	if (*c++ != ';')
		return false;
	while (is_blank(*c))
		c++;
	n = strcspn(c, "=;\" \t");
	if (n == 0 || c[n] != '=')
		return false;
	p->name = arena_fmt(mem, "%.*s", (int)n, c);
	c += n + 1;
	*s = c;
	if (*c == '"')
		return quoted_read(mem, s, p);
	n = strcspn(c, ";\" \t");
	p->value = arena_fmt(mem, "%.*s", (int)n, c);
	*s = c + n;
	return true;
}

/* ---- beginning */

static bool
boundary_valid(const char *b)
{
	static const char	 chars[] = "0123456789"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "'()+_,-./:=? ";
	size_t			 n = strlen(b);

	return n >= 1 && n <= BOUNDARY_MAX && strspn(b, chars) == n &&
	    b[n - 1] != ' ';
}

/* The boundary of a Content-Type; NULL if it is not of this kind. */
static const char *
boundary_find(struct arena *mem, const char *type)
{
	static const char	 wanted[] = "multipart/form-data";
	size_t			 n = sizeof(wanted) - 1;
	const char		*boundary = NULL;
	struct parameter	 p;

	if (strlen(type) < n ||
	    !str_case_eq(arena_fmt(mem, "%.*s", (int)n, type), wanted))
		return NULL;
	type += n;
	while (parameter_next(mem, &type, &p)) {
		if (!str_case_eq(p.name, "boundary"))
			continue;
		if (boundary != NULL)
			return NULL;
		boundary = p.value;
	}
	return *type == '\0' && boundary != NULL && boundary_valid(boundary) ?
	    boundary : NULL;
}

enum err
multipart_new(struct arena *mem, const char *type,
    const struct part_sink *sink, struct multipart **out)
{
	const char		*boundary = boundary_find(mem, type);
	struct multipart	*m;

	if (boundary == NULL)
		return ERR_MALFORMED;
	m = arena_alloc(mem, sizeof(*m));
	m->mem = mem;
	m->sink = *sink;
	m->nmark = strlen(boundary) + 4;
	memcpy(m->mark, "\r\n--", 4);
	memcpy(m->mark + 4, boundary, m->nmark - 4);
	/* The first boundary may lack the line end that belongs to it. */
	memcpy(m->buf, "\r\n", 2);
	m->n = 2;
	*out = m;
	return OK;
}

/* ---- the head of a part */

/* A browser writes the " of a name as %22. */
static const char *
quotes_back(struct arena *mem, const char *s)
{
	struct str	 out;
	const char	*p;

	if (s == NULL || strstr(s, "%22") == NULL)
		return s;
	str_init(&out, mem);
	while ((p = strstr(s, "%22")) != NULL) {
		str_addn(&out, s, (size_t)(p - s));
		str_addc(&out, '"');
		s = p + 3;
	}
	str_add(&out, s);
	return out.s;
}

/* What follows the last / or \ of a file name. */
static const char *
name_base(const char *s)
{
	const char	*p;

	if (s == NULL)
		return NULL;
	for (p = s; *p != '\0'; p++)
		if (*p == '/' || *p == '\\')
			s = p + 1;
	return s;
}

/* The value of a Content-Disposition into part. */
static enum err
disposition_read(struct arena *mem, const char *s, struct part *part)
{
	struct parameter	 p;
	const char		**to;

	while (is_blank(*s))
		s++;
	if (!str_starts(s, "form-data"))
		return ERR_MALFORMED;
	s += strlen("form-data");
	while (parameter_next(mem, &s, &p)) {
		to = str_case_eq(p.name, "name") ? &part->name :
		    str_case_eq(p.name, "filename") ? &part->filename : NULL;
		if (to == NULL)
			continue;
		if (*to != NULL)
			return ERR_MALFORMED;
		*to = quotes_back(mem, p.value);
	}
	return *s == '\0' ? OK : ERR_MALFORMED;
}

/* One header line. */
static enum err
line_read(struct arena *mem, const char *line, struct part *part)
{
	static const char	 wanted[] = "Content-Disposition";
	const char		*colon = strchr(line, ':');

	if (colon == NULL || colon == line || is_blank(line[0]))
		return ERR_MALFORMED;
	if (!str_case_eq(arena_fmt(mem, "%.*s", (int)(colon - line), line),
	    wanted))
		return OK;
	if (part->name != NULL)
		return ERR_MALFORMED;
	return disposition_read(mem, colon + 1, part);
}

/* The n bytes of header lines at s, each but the last with its CR LF. */
static enum err
head_read(struct multipart *m, const char *s, size_t n)
{
	struct part	 part = { 0 };
	const char	*end;
	enum err	 e = OK;
	size_t		 k;
	char		*line;

	for (; e == OK && n > 0; s += k, n -= k) {
		end = bytes_find(s, n, "\r\n", 2);
		k = end != NULL ? (size_t)(end - s) : n;
		if (!utf8_valid(s, k))
			return ERR_MALFORMED;
		line = memcpy(arena_alloc(m->mem, k + 1), s, k);
		if (utf8_has_control(line) || strpbrk(line, "\r\n") != NULL)
			return ERR_MALFORMED;
		e = line_read(m->mem, line, &part);
		k += end != NULL ? 2 : 0;
	}
	if (e != OK)
		return e;
	if (part.name == NULL || strlen(part.name) > 200)
		return ERR_MALFORMED;
	if (++m->nparts > MULTIPART_PARTS_MAX)
		return ERR_TOOBIG;
	part.filename = name_base(part.filename);
	return m->sink.begin(m->sink.arg, &part);
}

/* ---- the body, piece by piece */

static enum err
body_give(struct multipart *m, const char *s, size_t n)
{
	if (m->state != BODY || n == 0)
		return OK;
	return m->sink.data(m->sink.arg, s, n);
}

/*
 * Take what can be judged of the n bytes at s into *used; nothing when more
 * bytes are needed.
 */
static enum err
step_head(struct multipart *m, const char *s, size_t n, size_t *used)
{
	const char	*end = bytes_find(s, n, "\r\n\r\n", 4);
	enum err	 e;

	if (end == NULL ? n > MULTIPART_HEAD_MAX :
	    end - s > MULTIPART_HEAD_MAX)
		return ERR_MALFORMED;
	if (end == NULL)
		return OK;
	if (end == s)			/* no header at all */
		return ERR_MALFORMED;
	e = head_read(m, s + 2, (size_t)(end - s) - 2);
	m->state = BODY;
	*used = (size_t)(end - s) + 4;
	return e;
}

/* The same between heads: a part's bytes, or what stands before the first. */
static enum err
step_body(struct multipart *m, const char *s, size_t n, size_t *used)
{
	const char	*mark = bytes_find(s, n, m->mark, m->nmark);
	const char	*after;
	enum err	 e;
	size_t		 k;

	k = mark != NULL ? (size_t)(mark - s) :
	    n < m->nmark ? 0 : n - (m->nmark - 1);
	*used = k;
	e = body_give(m, s, k);
	if (e != OK || mark == NULL || n - k < m->nmark + 2)
		return e;
	after = mark + m->nmark;
	if (memcmp(after, "--", 2) != 0 && memcmp(after, "\r\n", 2) != 0)
		return ERR_MALFORMED;
	if (m->state == BODY)
		e = m->sink.end(m->sink.arg);
	m->state = after[0] == '-' ? AFTER : HEAD;
	*used += m->nmark;		/* the head begins with this CR LF */
	return e;
}

/* Take all that can be judged of buf. */
static enum err
buffer_take(struct multipart *m)
{
	size_t		 at = 0, used;
	enum err	 e;

	do {
		used = 0;
		e = OK;
		if (m->state == AFTER)
			used = m->n - at;
		else if (m->state == HEAD)
			e = step_head(m, m->buf + at, m->n - at, &used);
		else
			e = step_body(m, m->buf + at, m->n - at, &used);
		if (e != OK)
			return e;
		at += used;
	} while (used > 0 && at < m->n);
	memmove(m->buf, m->buf + at, m->n - at);
	m->n -= at;
	return OK;
}

enum err
multipart_feed(struct multipart *m, const char *s, size_t n)
{
	enum err	 e;
	size_t		 k;

	while (n > 0) {
		k = sizeof(m->buf) - m->n;
		k = n < k ? n : k;
		memcpy(m->buf + m->n, s, k);
		m->n += k;
		s += k;
		n -= k;
		if ((e = buffer_take(m)) != OK)
			return e;
	}
	return OK;
}

enum err
multipart_end(const struct multipart *m)
{
	return m->state == AFTER ? OK : ERR_MALFORMED;
}
