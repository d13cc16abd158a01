#ifndef CORE_VIEW_FOLD_H
#define CORE_VIEW_FOLD_H

#include "base/arena.h"
#include "base/str.h"

/*
 * Templates with what is the same on every page of a language worked out
 * before they are parsed: half of a page's frame is words and addresses.
 */

/* A macro of one argument that prints it between texts, and nothing else. */
struct fold_macro {
	struct fold_macro	*next;
	const char		*name, *arg, *body;
};

/* How texts are worked out; the language is the one t() speaks. */
struct fold {
	struct arena		*mem;		/* of what is made and learnt */
	const char		*(*url)(struct arena *mem, const char *path);
	const char		*(*escape)(struct arena *mem, const char *text);
	struct fold_macro	*macros;	/* learnt so far */
};

/*
 * The template text with these replaced:
 *
 *	t("Save"), url_for("/help")	by the literal they come to
 *	<?cs var:"literal" ?>		by its text, escaped as HTML
 *	<?cs call:icon("x") ?>		by what a macro learnt prints for "x"
 *	<?cs # comment ?>		by nothing
 *
 * A macro is learnt where it is defined.  A literal that cannot be written in
 * a template ('"', '\\', "?>", a line's end) stays a call.  What is printed is
 * the same, byte for byte.
 */
const char	*fold_text(struct fold *f, const char *text);

#endif
