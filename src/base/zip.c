/* zip.c: ZIP archives written as a stream. */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <zlib.h>

#include "base/zip.h"

#define CHUNK		(16 * 1024)
#define MAX32		0xffffffffu
#define MAX16		0xffffu

#define SIG_LOCAL	0x04034b50u
#define SIG_DESCRIPTOR	0x08074b50u
#define SIG_CENTRAL	0x02014b50u
#define SIG_END64	0x06064b50u
#define SIG_LOCATOR64	0x07064b50u
#define SIG_END		0x06054b50u

#define FLAGS		0x0808u	/* descriptor follows; name in UTF-8 */
#define DEFLATED	8u
#define DOS_TIME	0u	/* 00:00:00 */
#define DOS_DATE	0x21u	/* 1980-01-01 */
#define MODE_0644	(0100644u << 16)

struct zip_entry {
	struct zip_entry	*next;
	const char		*name;
	uint64_t		 offset;	/* of its local header */
	uint64_t		 size;
	uint64_t		 packed;
	uint32_t		 crc;
};

struct zip {
	struct arena		*mem;
	enum err		(*put)(void *, const void *, size_t);
	void			*arg;
	enum err		 failed;
	uint64_t		 at;		/* bytes written so far */
	uint64_t		 count;
	struct zip_entry	*first, **tail;
	struct zip_entry	*open;
	z_stream		 deflate;
	bool			 deflate_on;
	unsigned char		 out[CHUNK];
};

/* A record being put together, little-endian. */
struct record {
	unsigned char	 b[80];
	size_t		 n;
};

static void
add(struct record *r, uint64_t value, int size)
{
	assert(r->n + (size_t)size <= sizeof(r->b));
	for (; size > 0; size--, value >>= 8)
		r->b[r->n++] = (unsigned char)(value & 0xff);
}

static void
zip_send(struct zip *z, const void *data, size_t n)
{
	if (z->failed != OK || n == 0)
		return;
	z->failed = z->put(z->arg, data, n);
	z->at += n;
}

static void
zip_release(void *p)
{
	struct zip	*z = p;

	if (z->deflate_on)
		deflateEnd(&z->deflate);
	z->deflate_on = false;
}

struct zip *
zip_new(struct arena *mem,
    enum err (*put)(void *arg, const void *data, size_t n), void *arg)
{
	struct zip	*z = arena_alloc(mem, sizeof(*z));

	z->mem = mem;
	z->put = put;
	z->arg = arg;
	z->tail = &z->first;
	arena_defer(mem, zip_release, z);
	z->deflate_on = deflateInit2(&z->deflate, 6, Z_DEFLATED, -15, 8,
	    Z_DEFAULT_STRATEGY) == Z_OK;
	if (!z->deflate_on)
		z->failed = ERR_IO;
	return z;
}

/* Deflate data into the archive; flush is Z_NO_FLUSH or Z_FINISH. */
static void
zip_pack(struct zip *z, const void *data, unsigned n, int flush)
{
	size_t	 got;

	z->deflate.next_in = (Bytef *)data;
	z->deflate.avail_in = n;
	do {
		z->deflate.next_out = z->out;
		z->deflate.avail_out = sizeof(z->out);
		deflate(&z->deflate, flush);
		got = sizeof(z->out) - z->deflate.avail_out;
		z->open->packed += got;
		zip_send(z, z->out, got);
	} while (z->deflate.avail_out == 0 && z->failed == OK);
}

/* End the open file: what deflate still holds, then the descriptor. */
static void
zip_close(struct zip *z)
{
	struct zip_entry	*e = z->open;
	struct record		 r = { .n = 0 };

	if (e == NULL || z->failed != OK)
		return;
	zip_pack(z, "", 0, Z_FINISH);
	deflateReset(&z->deflate);
	z->open = NULL;
	if (z->failed == OK && e->packed > MAX32)
		z->failed = ERR_IO;
	add(&r, SIG_DESCRIPTOR, 4);
	add(&r, e->crc, 4);
	add(&r, e->packed, 4);
	add(&r, e->size, 4);
	zip_send(z, r.b, r.n);
}

enum err
zip_file(struct zip *z, const char *name)
{
	struct zip_entry	*e;
	struct record		 r = { .n = 0 };
	size_t			 len = strlen(name);

	zip_close(z);
	if (z->failed != OK)
		return z->failed;
	if (len > MAX16)
		return z->failed = ERR_IO;
	e = arena_alloc(z->mem, sizeof(*e));
	e->name = arena_strdup(z->mem, name);
	e->offset = z->at;
	e->crc = (uint32_t)crc32(0, NULL, 0);
	*z->tail = e;
	z->tail = &e->next;
	z->count++;
	z->open = e;
	add(&r, SIG_LOCAL, 4);
	add(&r, 20, 2);
	add(&r, FLAGS, 2);
	add(&r, DEFLATED, 2);
	add(&r, DOS_TIME, 2);
	add(&r, DOS_DATE, 2);
	add(&r, 0, 4);
	add(&r, 0, 4);
	add(&r, 0, 4);
	add(&r, len, 2);
	add(&r, 0, 2);
	zip_send(z, r.b, r.n);
	zip_send(z, name, len);
	return z->failed;
}

enum err
zip_put(void *zip, const void *data, size_t n)
{
	struct zip		*z = zip;
	const unsigned char	*p = data;

	assert(z->open != NULL || z->failed != OK);
	while (n > 0 && z->failed == OK) {
		unsigned	 part = n > CHUNK ? CHUNK : (unsigned)n;

		z->open->size += part;
		if (z->open->size > MAX32) {
			z->failed = ERR_IO;
			break;
		}
		z->open->crc = (uint32_t)crc32(z->open->crc, p, part);
		zip_pack(z, p, part, Z_NO_FLUSH);
		p += part;
		n -= part;
	}
	return z->failed;
}

/* The directory's line of one file. */
static void
zip_central(struct zip *z, const struct zip_entry *e)
{
	struct record	 r = { .n = 0 };
	bool		 far = e->offset >= MAX32;

	add(&r, SIG_CENTRAL, 4);
	add(&r, 3u << 8 | (far ? 45 : 20), 2);	/* made on Unix */
	add(&r, far ? 45 : 20, 2);
	add(&r, FLAGS, 2);
	add(&r, DEFLATED, 2);
	add(&r, DOS_TIME, 2);
	add(&r, DOS_DATE, 2);
	add(&r, e->crc, 4);
	add(&r, e->packed, 4);
	add(&r, e->size, 4);
	add(&r, strlen(e->name), 2);
	add(&r, far ? 12 : 0, 2);
	add(&r, 0, 2);
	add(&r, 0, 2);
	add(&r, 0, 2);
	add(&r, MODE_0644, 4);
	add(&r, far ? MAX32 : e->offset, 4);
	zip_send(z, r.b, r.n);
	zip_send(z, e->name, strlen(e->name));
	if (!far)
		return;
	r.n = 0;
	add(&r, 1, 2);
	add(&r, 8, 2);
	add(&r, e->offset, 8);
	zip_send(z, r.b, r.n);
}

/* The ZIP64 end of the directory, for archives the old one cannot count. */
static void
zip_end64(struct zip *z, uint64_t start, uint64_t size)
{
	struct record	 r = { .n = 0 };
	uint64_t	 at = z->at;

	add(&r, SIG_END64, 4);
	add(&r, 44, 8);
	add(&r, 3u << 8 | 45, 2);
	add(&r, 45, 2);
	add(&r, 0, 4);
	add(&r, 0, 4);
	add(&r, z->count, 8);
	add(&r, z->count, 8);
	add(&r, size, 8);
	add(&r, start, 8);
	zip_send(z, r.b, r.n);
	r.n = 0;
	add(&r, SIG_LOCATOR64, 4);
	add(&r, 0, 4);
	add(&r, at, 8);
	add(&r, 1, 4);
	zip_send(z, r.b, r.n);
}

enum err
zip_end(struct zip *z)
{
	const struct zip_entry	*e;
	struct record		 r = { .n = 0 };
	uint64_t		 start, size;
	uint64_t		 count = z->count < MAX16 ? z->count : MAX16;

	zip_close(z);
	start = z->at;
	for (e = z->first; e != NULL; e = e->next)
		zip_central(z, e);
	size = z->at - start;
	if (z->count >= MAX16 || start >= MAX32 || size >= MAX32)
		zip_end64(z, start, size);
	add(&r, SIG_END, 4);
	add(&r, 0, 2);
	add(&r, 0, 2);
	add(&r, count, 2);
	add(&r, count, 2);
	add(&r, size < MAX32 ? size : MAX32, 4);
	add(&r, start < MAX32 ? start : MAX32, 4);
	add(&r, 0, 2);
	zip_send(z, r.b, r.n);
	zip_release(z);
	return z->failed;
}
