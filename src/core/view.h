#ifndef CORE_VIEW_H
#define CORE_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/conf.h"
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

/*
 * Element n of the list itself, made if it is not there; out_put() makes it a
 * text.  Quicker than out_add(), which looks for the last element.
 */
struct out	*out_at(struct out *list, size_t n);
/* Element n of the list is a text (var:c, not a name below it).  Copied. */
void		 out_put(struct out *list, size_t n, const char *text);

/* The text at a dotted name below o, or NULL.  For tests and toasts. */
const char	*out_get(struct out *o, const char *name);

/*
 * Where templates are (share_dir/tpl/, parsed on first use) and, by
 * url_init(), where the program lives.  conf must outlive the view.
 *
 * Templates are parsed again when a file of theirs changes only when the
 * environment has KARTOTEKA_DEV=1.  They may call
 *
 *	t("words")  tn("%d row", "%d rows", n)	translations; %d becomes n
 *	url_for("/deals/7")			core/url.h
 *	url_escape(x)  url_validate(x)  html_escape(x)
 */
void		 view_init(const struct conf *conf);

/*
 * Parse every template but NAME_parts.cst, which others include.  ERR_IO if
 * one fails; all failures are logged with file and line.
 */
enum err	 view_check(void);

/*
 * Render a template ("list.cst", "contacts/card.cst") with o.  *html is in
 * mem.  ERR_IO (logged) on failure.
 */
enum err	 view_render(struct arena *mem, const char *tpl, struct out *o,
		    char **html, size_t *n);

#endif
