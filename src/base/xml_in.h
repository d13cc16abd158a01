#ifndef BASE_XML_IN_H
#define BASE_XML_IN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Reads one XML document piece by piece, in constant memory, over libxml2's
 * push parser.  Names come without their prefix.  A document type is refused
 * before anything of it is used, so there are no entities to expand and no
 * files or addresses to fetch; elements may stand 100 deep.
 */
struct xml_in;

/*
 * What happens to what is read.  Any may be NULL.  An error ends the reading
 * and is passed on.
 */
struct xml_events {
	/* An element opens; its attributes are known to xml_in_attr(). */
	enum err	(*open)(void *arg, struct xml_in *x, const char *name);
	enum err	(*close)(void *arg, const char *name);
	/* Text, also in pieces; not NUL-terminated. */
	enum err	(*text)(void *arg, const char *s, size_t n);
};

/*
 * Begin a document; mem owns the reader, arg is handed to the events.
 */
struct xml_in	*xml_in_new(struct arena *mem, const struct xml_events *events,
		    void *arg);

/*
 * The next n bytes.  Its shape is that of a receiver:
 * unzip_read(z, f, max, xml_in_put, x) works.
 *
 * ERR_INVALID for what is not XML; or what an event returned.
 */
enum err	 xml_in_put(void *x, const void *data, size_t n);

/*
 * The document has ended.  ERR_INVALID when it is not whole.
 */
enum err	 xml_in_end(struct xml_in *x);

/*
 * Inside an open event: the value of the attribute of this name, or NULL.
 * It is in the memory of the reader until the next event.
 */
const char	*xml_in_attr(struct xml_in *x, const char *name);

#endif
