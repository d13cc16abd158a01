#ifndef BASE_XML_H
#define BASE_XML_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Writes one XML 1.0 document in UTF-8, piece by piece, in constant memory.
 *
 * The bytes depend on the calls alone, so the same calls give the same file.
 * Elements are indented by one blank a level; an element holds either text
 * or elements.  Text is escaped.  What XML 1.0 cannot carry does not stop a
 * bookkeeper's export: control characters (all under U+0020 but tab, LF and
 * CR), U+FFFE and U+FFFF are dropped, bytes that are not UTF-8 become U+FFFD.
 * Names of elements and attributes are literals of ours and are not checked.
 *
 * The first failure of the receiver is kept: later calls do nothing and
 * xml_end() returns it.
 */
struct xml;

/*
 * Begin a document and write its declaration.
 *
 * mem  owns the writer; arena_reset() releases it also after an error
 * put  receives the bytes in order, pieces of any size; an error ends it
 * arg  handed to put
 */
struct xml	*xml_new(struct arena *mem,
		    enum err (*put)(void *arg, const void *data, size_t n),
		    void *arg);

/*
 * Begin a document that is kept in memory, for xml_memory().
 */
struct xml	*xml_new_memory(struct arena *mem);

/*
 * Open an element; name may have a prefix: "cbc:ID".
 */
void		 xml_open(struct xml *x, const char *name);

/*
 * Give the element just opened an attribute, before any text or child.
 * "xmlns" and "xmlns:cbc" are written as attributes, too.
 */
void		 xml_attr(struct xml *x, const char *name, const char *value);

/*
 * Text inside the open element.  NULL is no text.
 */
void		 xml_text(struct xml *x, const char *text);

/*
 * Close the element opened last.
 */
void		 xml_close(struct xml *x);

/*
 * A whole element with text: <name>text</name>.  NULL or "" for text gives
 * an empty element; call it only where that is wanted.
 */
void		 xml_leaf(struct xml *x, const char *name, const char *text);

/*
 * xml_leaf() with one attribute: <cbc:Amount currencyID="EUR">1.00</...>.
 */
void		 xml_leaf_attr(struct xml *x, const char *name,
		    const char *attr, const char *value, const char *text);

/*
 * Close what is open and hand over the last bytes.  OK, or the receiver's
 * error.  The writer cannot be used after it.
 */
enum err	 xml_end(struct xml *x);

/*
 * The finished document of xml_new_memory(), after xml_end(); *n receives
 * its size in bytes.  Lives as long as the arena.
 */
const char	*xml_memory(const struct xml *x, size_t *n);

#endif
