/* zone.c: local time from the compiled files of tzdata. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/file.h"
#include "base/zone.h"
#include "base/zone_rule.h"

#define FILE_MAX	(256 * 1024)
#define HEADER_SIZE	44
#define NAME_MAX_LEN	64

struct kind {
	int32_t		 offset_s;
	int		 dst;
	const char	*abbr;
};

struct zone {
	size_t		 nchanges;
	int64_t		*at;		/* moments of change, rising */
	unsigned char	*to;		/* kinds they change to */
	struct kind	*kinds;		/* the first holds before any change */
	int		 has_rule;
	struct zone_rule rule;		/* behind the last change */
};

/* Counts in a TZif header, in the order of the file. */
struct counts {
	size_t	isut, isstd, leap, time, type, chars;
};

struct input {
	const unsigned char	*p;
	size_t			 n;	/* bytes left */
};

static int64_t
big_endian(const unsigned char *p, size_t n)
{
	uint64_t	 v = p[0] & 0x80 ? ~(uint64_t)0 : 0;

	while (n-- > 0)
		v = v << 8 | *p++;
	return (int64_t)v;
}

/* The next n bytes, or NULL if there are fewer. */
static const unsigned char *
take(struct input *in, size_t n)
{
	const unsigned char	*p = in->p;

	if (n > in->n)
		return NULL;
	in->p += n;
	in->n -= n;
	return p;
}

/* Read a header; returns the version, '\0' or '2' and above, -1 if bad. */
static int
read_header(struct input *in, struct counts *c)
{
	const unsigned char	*p = take(in, HEADER_SIZE);
	size_t			*fields[] = {
		&c->isut, &c->isstd, &c->leap, &c->time, &c->type, &c->chars
	};
	size_t			 i;

	if (p == NULL || memcmp(p, "TZif", 4) != 0)
		return -1;
	for (i = 0; i < 6; i++) {
		*fields[i] = (size_t)big_endian(p + 20 + 4 * i, 4);
		if (*fields[i] > FILE_MAX)
			return -1;
	}
	return p[4];
}

static size_t
body_size(const struct counts *c, size_t time_size)
{
	return c->time * (time_size + 1) + c->type * 6 + c->chars +
	    c->leap * (time_size + 4) + c->isstd + c->isut;
}

static int
read_kinds(struct arena *mem, struct zone *z, const struct counts *c,
    const unsigned char *p)
{
	const unsigned char	*names = p + c->type * 6;
	char			*copy = arena_alloc(mem, c->chars + 1);
	size_t			 i;

	memcpy(copy, names, c->chars);
	z->kinds = arena_alloc(mem, c->type * sizeof(*z->kinds));
	for (i = 0; i < c->type; i++, p += 6) {
		if (p[5] >= c->chars)
			return 0;
		z->kinds[i].offset_s = (int32_t)big_endian(p, 4);
		z->kinds[i].dst = p[4] != 0;
		z->kinds[i].abbr = copy + p[5];
	}
	return 1;
}

static int
read_body(struct arena *mem, struct zone *z, const struct counts *c,
    size_t time_size, const unsigned char *p)
{
	size_t	 i;

	if (c->type == 0 || c->type > 256 || c->chars == 0)
		return 0;
	z->nchanges = c->time;
	z->at = arena_alloc(mem, c->time * sizeof(*z->at));
	z->to = arena_alloc(mem, c->time);
	for (i = 0; i < c->time; i++) {
		z->at[i] = big_endian(p + i * time_size, time_size);
		z->to[i] = p[c->time * time_size + i];
		if (z->to[i] >= c->type ||
		    (i > 0 && z->at[i] <= z->at[i - 1]))
			return 0;
	}
	return read_kinds(mem, z, c, p + c->time * (time_size + 1));
}

/* The footer: a newline, the rule or nothing, a newline. */
static int
read_footer(struct arena *mem, struct zone *z, struct input *in)
{
	const unsigned char	*p = take(in, 1), *end;
	char			*text;

	if (p == NULL || *p != '\n')
		return 0;
	end = memchr(in->p, '\n', in->n);
	if (end == NULL)
		return 0;
	if (end == in->p)
		return 1;
	text = arena_alloc(mem, (size_t)(end - in->p) + 1);
	memcpy(text, in->p, (size_t)(end - in->p));
	z->has_rule = 1;
	return zone_rule_parse(mem, text, &z->rule) == OK;
}

enum err
zone_read(struct arena *mem, const void *bytes, size_t n,
    const struct zone **out)
{
	struct input		 in = { bytes, n };
	struct counts		 c;
	struct zone		*z = arena_alloc(mem, sizeof(*z));
	size_t			 time_size = 4;
	const unsigned char	*body;
	int			 version = read_header(&in, &c);

	if (version >= '2') {
		if (take(&in, body_size(&c, 4)) == NULL ||
		    read_header(&in, &c) < '2')
			return ERR_IO;
		time_size = 8;
	}
	if (version < 0)
		return ERR_IO;
	body = take(&in, body_size(&c, time_size));
	if (body == NULL || !read_body(mem, z, &c, time_size, body))
		return ERR_IO;
	if (time_size == 8 && !read_footer(mem, z, &in))
		return ERR_IO;
	*out = z;
	return OK;
}

/* Parts of letters, digits, _ + - with single slashes between them. */
static int
name_valid(const char *name)
{
	static const char	 allowed[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-";
	size_t			 n;

	if (name == NULL || strlen(name) > NAME_MAX_LEN)
		return 0;
	for (;;) {
		n = strspn(name, allowed);
		if (n == 0)
			return 0;
		if (name[n] == '\0')
			return 1;
		if (name[n] != '/')
			return 0;
		name += n + 1;
	}
}

enum err
zone_load(struct arena *mem, const char *dir, const char *name,
    const struct zone **out)
{
	struct arena	*tmp;
	char		*bytes;
	size_t		 n;
	enum err	 e;

	if (!name_valid(name))
		return ERR_INVALID;
	tmp = arena_new();
	e = file_read(tmp, arena_fmt(tmp, "%s/%s", dir, name), FILE_MAX,
	    &bytes, &n);
	if (e == OK)
		e = zone_read(mem, bytes, n, out);
	else if (e != ERR_NOTFOUND)
		e = ERR_IO;
	arena_free(tmp);
	return e;
}

/* Number of changes at or before utc_s. */
static size_t
changes_until(const struct zone *z, int64_t utc_s)
{
	size_t	 low = 0, high = z->nchanges, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (z->at[mid] <= utc_s)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Offset, summer time and name at utc_s. */
static struct kind
kind_at(const struct zone *z, int64_t utc_s)
{
	size_t		 n = changes_until(z, utc_s);
	struct kind	 k;

	if (n < z->nchanges || !z->has_rule)
		return n == 0 ? z->kinds[0] : z->kinds[z->to[n - 1]];
	k.dst = zone_rule_dst(&z->rule, utc_s);
	k.offset_s = z->rule.side[k.dst].offset_s;
	k.abbr = z->rule.side[k.dst].abbr;
	return k;
}

struct zone_time
zone_local(const struct zone *z, int64_t utc_s)
{
	struct kind		 k = kind_at(z, utc_s);
	struct zone_time	 zt;

	zt.t = date_time_of_s(utc_s + k.offset_s);
	zt.offset_s = k.offset_s;
	zt.dst = k.dst;
	zt.abbr = k.abbr;
	return zt;
}

int64_t
zone_utc(const struct zone *z, const struct date_time *local)
{
	int64_t	 clock_s = date_time_to_s(local), utc_s, best = 0;
	int32_t	 before = kind_at(z, clock_s - 86400).offset_s;
	int32_t	 after = kind_at(z, clock_s + 86400).offset_s;
	int	 i, found = 0;

	for (i = 0; i < 2; i++) {
		utc_s = clock_s - (i == 0 ? before : after);
		if (kind_at(z, utc_s).offset_s != clock_s - utc_s)
			continue;
		if (!found || utc_s < best)
			best = utc_s;
		found = 1;
	}
	return found ? best : clock_s - before;
}

int32_t
zone_date(const struct zone *z, int64_t utc_s)
{
	return date_of_s(utc_s + kind_at(z, utc_s).offset_s);
}

int64_t
zone_day_start(const struct zone *z, int32_t date)
{
	struct date_parts	 p = date_split(date);
	struct date_time	 t = { p.year, p.month, p.day, 0, 0, 0 };

	return zone_utc(z, &t);
}
