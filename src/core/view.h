#ifndef CORE_VIEW_H
#define CORE_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * What templates see: a tree of names and texts.  The one file that knows
 * ClearSilver (see DEPENDENCIES: a template is parsed once per process, its
 * data swapped; escaping is forced on).
 */
struct out;

/*
 * An empty tree that ends with mem.
 */
struct out	*out_new(struct arena *mem);

/*
 * Set name ("title", no dots) below o to a text; NULL sets nothing.  Copied.
 */
void		 out_text(struct out *o, const char *name, const char *text);

/* Set name below o to formatted text. */
void		 out_fmt(struct out *o, const char *name, const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));

/* Set name below o to a whole number in plain digits. */
void		 out_int(struct out *o, const char *name, int64_t i);

/* The node name below o, made if it is not there. */
struct out	*out_node(struct out *o, const char *name);

/* A new last element of the list name below o: rows.0, rows.1, ... */
struct out	*out_add(struct out *o, const char *name);

/* The text at a dotted name below o, or NULL.  For tests and toasts. */
const char	*out_get(struct out *o, const char *name);

/*
 * Parse every template below dir ahead of time and check it, or (dir with
 * templates parsed on first use) only remember dir.  ERR_IO, logged with file
 * and line.
 */
enum err	 view_init(const char *dir, const char *base);

/*
 * Render a template with o.  *html is in mem.  ERR_IO (logged) on failure.
 */
enum err	 view_render(struct arena *mem, const char *tpl, struct out *o,
		    char **html, size_t *n);

/*
 * The address of one of our paths: base + path, and ?v=HASH for static files.
 */
const char	*url_for(struct arena *mem, const char *path);

#endif
