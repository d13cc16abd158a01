/* unzip.c: ZIP archives read from files. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include "base/log.h"
#include "base/unzip.h"

#define CHUNK		(16 * 1024)
#define END_BYTES	22		/* of the end record */
#define END_SEARCH	(END_BYTES + 65535)	/* with its comment */
#define END64_BYTES	56
#define LOCATOR_BYTES	20
#define CENTRAL_BYTES	46
#define LOCAL_BYTES	30
#define DIRECTORY_MAX	(256u << 20)
#define MAX32		0xffffffffu

#define SIG_LOCAL	0x04034b50u
#define SIG_CENTRAL	0x02014b50u
#define SIG_END64	0x06064b50u
#define SIG_LOCATOR64	0x07064b50u
#define SIG_END		0x06054b50u
#define EXTRA_ZIP64	1u

struct unzip {
	FILE			*f;
	uint64_t		 size;		/* of the archive */
	struct unzip_file	*files;
	size_t			 n;
};

/* Where the directory stands. */
struct place {
	uint64_t	 offset;
	uint64_t	 size;
	uint64_t	 count;
};

static uint64_t
number(const unsigned char *p, int size)
{
	uint64_t	 v = 0;

	while (size-- > 0)
		v = v << 8 | p[size];
	return v;
}

static uint32_t
u16(const unsigned char *p)
{
	return (uint32_t)number(p, 2);
}

static uint32_t
u32(const unsigned char *p)
{
	return (uint32_t)number(p, 4);
}

/* n bytes at an offset; a file that ends before is damaged. */
static enum err
bytes_at(const struct unzip *z, uint64_t offset, void *out, size_t n)
{
	if (offset > z->size || n > z->size - offset)
		return ERR_INVALID;
	if (fseeko(z->f, (off_t)offset, SEEK_SET) == 0 &&
	    fread(out, 1, n, z->f) == n)
		return OK;
	log_error("unzip: %s", strerror(errno));
	return ERR_IO;
}

/* ---- the directory */

/* The end record of the file, which its comment follows to the last byte. */
static enum err
end_find(const struct unzip *z, struct arena *mem, uint64_t *at)
{
	size_t		 n = z->size < END_SEARCH ? (size_t)z->size :
			     END_SEARCH;
	unsigned char	*b = arena_alloc(mem, n + 1);
	enum err	 e = bytes_at(z, z->size - n, b, n);

	if (e != OK)
		return e;
	for (size_t i = n < END_BYTES ? 0 : n - END_BYTES + 1; i-- > 0;)
		if (u32(b + i) == SIG_END && u16(b + i + END_BYTES - 2) ==
		    n - i - END_BYTES) {
			*at = z->size - n + i;
			return OK;
		}
	return ERR_INVALID;
}

/* The record of large archives, which a locator before the end points to. */
static enum err
place_large(const struct unzip *z, uint64_t end, struct place *p)
{
	unsigned char	 b[END64_BYTES];
	enum err	 e;

	if (end < LOCATOR_BYTES)
		return ERR_INVALID;
	e = bytes_at(z, end - LOCATOR_BYTES, b, LOCATOR_BYTES);
	if (e == OK && u32(b) != SIG_LOCATOR64)
		return ERR_INVALID;
	if (e == OK)
		e = bytes_at(z, number(b + 8, 8), b, END64_BYTES);
	if (e == OK && u32(b) != SIG_END64)
		return ERR_INVALID;
	if (e != OK)
		return e;
	p->count = number(b + 32, 8);
	p->size = number(b + 40, 8);
	p->offset = number(b + 48, 8);
	return OK;
}

static enum err
place_find(const struct unzip *z, struct arena *mem, struct place *p)
{
	unsigned char	 b[END_BYTES];
	uint64_t	 end = 0;
	enum err	 e = end_find(z, mem, &end);

	if (e == OK)
		e = bytes_at(z, end, b, sizeof(b));
	if (e != OK)
		return e;
	p->count = u16(b + 10);
	p->size = u32(b + 12);
	p->offset = u32(b + 16);
	if (p->count == 0xffff || p->size == MAX32 || p->offset == MAX32)
		e = place_large(z, end, p);
	if (e == OK && (p->size > DIRECTORY_MAX || p->offset > end ||
	    p->size > end - p->offset || p->count > p->size / CENTRAL_BYTES))
		return ERR_INVALID;
	return e;
}

/* Sizes over 32 bits stand in an extra field, those that are needed. */
static enum err
sizes_large(struct unzip_file *f, const unsigned char *extra, size_t n)
{
	uint64_t	*const want[] = { &f->size, &f->packed, &f->offset };
	size_t		 len, i;

	while (n >= 4) {
		len = u16(extra + 2);
		if (len > n - 4)
			return ERR_INVALID;
		if (u16(extra) == EXTRA_ZIP64) {
			extra += 4;
			for (i = 0; i < 3; i++) {
				if (*want[i] != MAX32)
					continue;
				if (len < 8)
					return ERR_INVALID;
				*want[i] = number(extra, 8);
				extra += 8;
				len -= 8;
			}
			return OK;
		}
		extra += 4 + len;
		n -= 4 + len;
	}
	return OK;
}

/* One record of the directory, at most left bytes; *used has its length. */
static enum err
file_take(struct arena *mem, const unsigned char *b, size_t left,
    struct unzip_file *f, size_t *used)
{
	size_t	 name, extra;
	char	*s;

	if (left < CENTRAL_BYTES || u32(b) != SIG_CENTRAL)
		return ERR_INVALID;
	name = u16(b + 28);
	extra = u16(b + 30);
	*used = CENTRAL_BYTES + name + extra + u16(b + 32);
	if (*used > left)
		return ERR_INVALID;
	s = arena_alloc(mem, name + 1);
	memcpy(s, b + CENTRAL_BYTES, name);
	s[name] = '\0';
	*f = (struct unzip_file){
		.name = s, .size = u32(b + 24), .packed = u32(b + 20),
		.offset = u32(b + 42), .crc = u32(b + 16),
		.method = (uint16_t)u16(b + 10), .locked = u16(b + 8) & 1
	};
	return sizes_large(f, b + CENTRAL_BYTES + name, extra);
}

static enum err
directory_read(struct unzip *z, struct arena *mem, const struct place *p)
{
	unsigned char	*b = arena_alloc(mem, (size_t)p->size + 1);
	size_t		 at = 0, used = 0;
	enum err	 e = bytes_at(z, p->offset, b, (size_t)p->size);

	z->files = arena_alloc(mem,
	    ((size_t)p->count + 1) * sizeof(*z->files));
	for (; e == OK && z->n < p->count; at += used, z->n++)
		e = file_take(mem, b + at, (size_t)p->size - at,
		    &z->files[z->n], &used);
	return e;
}

static void
file_close(void *f)
{
	fclose(f);
}

enum err
unzip_take(struct arena *mem, FILE *f, size_t max, struct unzip **out)
{
	struct unzip	*z = arena_alloc(mem, sizeof(*z));
	struct place	 p = { 0 };
	off_t		 size;
	enum err	 e;

	*z = (struct unzip){ .f = f };
	arena_defer(mem, file_close, z->f);
	if (fseeko(z->f, 0, SEEK_END) != 0 || (size = ftello(z->f)) < 0) {
		log_error("an archive: %s", strerror(errno));
		return ERR_IO;
	}
	z->size = (uint64_t)size;
	e = place_find(z, mem, &p);
	if (e == OK && p.count > max)
		e = ERR_TOOBIG;
	if (e == OK)
		e = directory_read(z, mem, &p);
	*out = z;
	return e;
}

enum err
unzip_open(struct arena *mem, const char *path, size_t max,
    struct unzip **out)
{
	FILE	*f = fopen(path, "rbe");

	if (f != NULL)
		return unzip_take(mem, f, max, out);
	log_error("%s: %s", path, strerror(errno));
	return ERR_IO;
}

const struct unzip_file *
unzip_files(const struct unzip *z, size_t *n)
{
	*n = z->n;
	return z->files;
}

const struct unzip_file *
unzip_find(const struct unzip *z, const char *name)
{
	for (size_t i = 0; i < z->n; i++)
		if (strcmp(z->files[i].name, name) == 0)
			return &z->files[i];
	return NULL;
}

/* ---- a member */

struct unzip_stream {
	struct unzip		*z;
	const struct unzip_file	*f;
	uint64_t		 at;		/* of the next packed byte */
	uint64_t		 left;		/* packed bytes to come */
	uint64_t		 got;		/* unpacked bytes so far */
	uint32_t		 crc;
	bool			 ended;		/* no more bytes come */
	z_stream		 zs;
	unsigned char		 in[CHUNK];
};

static void
stream_end(void *arg)
{
	struct unzip_stream	*s = arg;

	inflateEnd(&s->zs);
}

/* To the first byte of a member, behind its local header. */
static enum err
member_find(struct unzip *z, const struct unzip_file *f, uint64_t *at)
{
	unsigned char	 b[LOCAL_BYTES];
	enum err	 e = bytes_at(z, f->offset, b, sizeof(b));

	if (e == OK && u32(b) != SIG_LOCAL)
		return ERR_INVALID;
	if (e != OK)
		return e;
	*at = f->offset + LOCAL_BYTES + u16(b + 26) + u16(b + 28);
	return *at > z->size || f->packed > z->size - *at ? ERR_INVALID : OK;
}

enum err
unzip_begin(struct unzip *z, const struct unzip_file *f, uint64_t max,
    struct arena *mem, struct unzip_stream **out)
{
	struct unzip_stream	*s;
	uint64_t		 at = 0;
	enum err		 e;

	if (f->locked || (f->method != 0 && f->method != 8))
		return ERR_INVALID;
	if (f->size > max)
		return ERR_TOOBIG;
	e = member_find(z, f, &at);
	if (e != OK)
		return e;
	s = arena_alloc(mem, sizeof(*s));
	s->z = z;
	s->f = f;
	s->at = at;
	s->left = f->packed;
	if (f->method == 8) {
		if (inflateInit2(&s->zs, -MAX_WBITS) != Z_OK)
			return ERR_IO;
		arena_defer(mem, stream_end, s);
	}
	*out = s;
	return OK;
}

/* At most size packed bytes; none at the end. */
static enum err
packed_read(struct unzip_stream *s, void *buf, size_t size, size_t *n)
{
	enum err	 e;

	*n = s->left < size ? (size_t)s->left : size;
	e = *n > 0 ? bytes_at(s->z, s->at, buf, *n) : OK;
	s->at += *n;
	s->left -= *n;
	return e;
}

/* At least one unpacked byte, unless that was all. */
static enum err
inflate_some(struct unzip_stream *s, unsigned char *buf, size_t size,
    size_t *n)
{
	size_t		 got = 0;
	int		 code = Z_OK;
	enum err	 e = OK;

	s->zs.next_out = buf;
	s->zs.avail_out = (uInt)size;
	while (code != Z_STREAM_END && s->zs.avail_out == size) {
		if (s->zs.avail_in == 0) {
			e = packed_read(s, s->in, CHUNK, &got);
			s->zs.next_in = s->in;
			s->zs.avail_in = (uInt)got;
		}
		if (e != OK)
			return e;
		code = inflate(&s->zs, Z_NO_FLUSH);
		if ((code != Z_OK && code != Z_STREAM_END &&
		    code != Z_BUF_ERROR) ||
		    (code == Z_BUF_ERROR && s->left == 0))
			return ERR_INVALID;	/* damaged, or cut off */
	}
	s->ended = code == Z_STREAM_END;
	*n = size - s->zs.avail_out;
	return OK;
}

enum err
unzip_more(struct unzip_stream *s, void *buf, size_t size, size_t *n)
{
	enum err	 e = OK;

	*n = 0;
	size = size < CHUNK ? size : CHUNK;
	if (s->ended)
		return OK;
	if (s->f->method == 8) {
		e = inflate_some(s, buf, size, n);
	} else {
		e = packed_read(s, buf, size, n);
		s->ended = *n == 0;
	}
	if (e != OK)
		return e;
	s->got += *n;
	if (s->got > s->f->size)
		return ERR_INVALID;	/* more than its directory tells */
	s->crc = (uint32_t)crc32(s->crc, buf, (uInt)*n);
	if (s->ended && (s->got != s->f->size || s->crc != s->f->crc))
		return ERR_INVALID;
	return OK;
}

enum err
unzip_read(struct unzip *z, const struct unzip_file *f, uint64_t max,
    enum err (*put)(void *arg, const void *data, size_t n), void *arg)
{
	struct arena		*mem = arena_new();
	unsigned char		*buf = arena_alloc(mem, CHUNK);
	struct unzip_stream	*s;
	size_t			 n;
	enum err		 e = unzip_begin(z, f, max, mem, &s);

	while (e == OK) {
		e = unzip_more(s, buf, CHUNK, &n);
		if (e != OK || n == 0)
			break;
		e = put(arg, buf, n);
	}
	arena_free(mem);
	return e;
}

/* A member being put together. */
struct load {
	char	*data;
	size_t	 n;
};

static enum err
load_put(void *arg, const void *data, size_t n)
{
	struct load	*l = arg;

	memcpy(l->data + l->n, data, n);
	l->n += n;
	return OK;
}

enum err
unzip_load(struct unzip *z, const struct unzip_file *f, struct arena *mem,
    size_t max, char **data, size_t *n)
{
	struct load	 l = { 0 };
	enum err	 e;

	if (f->size > max)
		return ERR_TOOBIG;
	l.data = arena_alloc(mem, (size_t)f->size + 1);
	e = unzip_read(z, f, max, load_put, &l);
	l.data[l.n] = '\0';
	*data = l.data;
	*n = l.n;
	return e;
}
