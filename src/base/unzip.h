#ifndef BASE_UNZIP_H
#define BASE_UNZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Reads ZIP archives from files: stored and deflated members, ZIP64.  Every
 * length an archive tells is checked against the file, every member against
 * its size, as soon as it goes beyond it, and its CRC-32.  Source: PKWARE
 * APPNOTE 6.3.9, sections 4.3 to 4.5.
 */
struct unzip;

/* A file of an archive. */
struct unzip_file {
	const char	*name;		/* "xl/workbook.xml" */
	uint64_t	 size;		/* bytes, as the archive tells */
	uint64_t	 packed;	/* of them in the archive */
	uint64_t	 offset;	/* of its local header */
	uint32_t	 crc;
	uint16_t	 method;	/* 0 stored, 8 deflated */
	bool		 locked;	/* encrypted: cannot be read */
};

/*
 * Open the archive at path and read its directory.
 *
 * mem  owns it, and closes the file when it ends
 * max  members it may have
 *
 * ERR_INVALID for what is no archive, is cut off or damaged; ERR_TOOBIG for
 * more than max members; ERR_IO, logged, for a file that cannot be read.
 */
enum err	 unzip_open(struct arena *mem, const char *path, size_t max,
		    struct unzip **out);

/*
 * The same of an archive that is open already; mem closes it, also after an
 * error.
 */
enum err	 unzip_take(struct arena *mem, FILE *f, size_t max,
		    struct unzip **out);

/*
 * Its members in the order of the directory.
 */
const struct unzip_file *unzip_files(const struct unzip *z, size_t *n);

/*
 * The member called name, or NULL.
 */
const struct unzip_file *unzip_find(const struct unzip *z, const char *name);

/*
 * Hand the bytes of a member to put, in order.
 *
 * max  bytes it may have by the directory, and it never gives more than that
 *
 * ERR_INVALID if it is damaged, encrypted or packed in another way, and as
 * soon as it unpacks to more than the directory tells; ERR_TOOBIG; ERR_IO; or
 * what put returned, which ends it.
 */
enum err	 unzip_read(struct unzip *z, const struct unzip_file *f,
		    uint64_t max,
		    enum err (*put)(void *arg, const void *data, size_t n),
		    void *arg);

/* A member that is read piece by piece. */
struct unzip_stream;

/*
 * Begin to read a member; several may be read at once.  mem owns the stream,
 * and ends before the archive does.  Errors as of unzip_read().
 */
enum err	 unzip_begin(struct unzip *z, const struct unzip_file *f,
		    uint64_t max, struct arena *mem,
		    struct unzip_stream **out);

/*
 * The next bytes of it, at most size at buf, their number in n: 0 at the end.
 * Errors as of unzip_read(); that its bytes are the right ones is known at
 * the end.
 */
enum err	 unzip_more(struct unzip_stream *s, void *buf, size_t size,
		    size_t *n);

/*
 * A whole member of at most max bytes, in mem, with a NUL behind it.  Errors
 * as of unzip_read().
 */
enum err	 unzip_load(struct unzip *z, const struct unzip_file *f,
		    struct arena *mem, size_t max, char **data, size_t *n);

#endif
