#ifndef CORE_MULTIPART_H
#define CORE_MULTIPART_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/form.h"
#include "core/request.h"

/*
 * Bodies of type multipart/form-data (RFC 7578, RFC 2046 5.1), read as they
 * come, in little memory.  Strict: what browsers and curl send is taken, the
 * freedoms of mail are not.
 */
struct multipart;

#define MULTIPART_HEAD_MAX	8192	/* bytes of one part's headers */
#define MULTIPART_PARTS_MAX	5000

/* Head of one part; texts are UTF-8 without control characters. */
struct part {
	const char	*name;		/* of the field */
	const char	*filename;	/* without folders; NULL: no file */
};

/* Who takes the parts; an error ends the reading and is passed up. */
struct part_sink {
	void		*arg;
	enum err	(*begin)(void *arg, const struct part *);
	enum err	(*data)(void *arg, const char *s, size_t n);
	enum err	(*end)(void *arg);
};

/*
 * Begin reading; type is the Content-Type with its boundary (1 to 70
 * characters).  ERR_MALFORMED if it is not such a type.  *out is in mem.
 */
enum err	 multipart_new(struct arena *mem, const char *type,
		    const struct part_sink *sink, struct multipart **out);

/*
 * The next n bytes; how a body is cut into calls changes nothing but the
 * pieces that sink->data() sees.  ERR_MALFORMED, ERR_TOOBIG (parts), or what
 * the sink said; no more may be fed then.
 */
enum err	 multipart_feed(struct multipart *m, const char *s, size_t n);

/*
 * The body has ended: ERR_MALFORMED if in the middle of something.
 */
enum err	 multipart_end(const struct multipart *m);

/*
 * Where the parts of a request go: values to a list, files to a folder.
 */
struct intake;

#define INTAKE_VALUES_MAX	(2 * 1024 * 1024)	/* bytes, all values */
#define INTAKE_FILES_MAX	20

/*
 * Take parts; dir (made if missing) gets the files, which end with mem.
 */
struct intake	*intake_new(struct arena *mem, const char *dir);

/* The sink that fills it. */
struct part_sink intake_sink(struct intake *in);

/*
 * What has been taken: values before *list, files as an array.  A file field
 * in which nothing was chosen is not among them.
 */
void		 intake_result(struct intake *in, const struct param **list,
		    const struct upload **files, size_t *nfiles);

/*
 * Remove files that a killed process has left in dir more than a day ago.
 */
void		 intake_sweep(const char *dir);

#endif
