/* xml_in.c: XML documents read over libxml2's push parser. */
#include <stdbool.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include "base/str.h"
#include "base/xml_in.h"

#define DEPTH_MAX	100
#define PIECE		(64 * 1024)	/* handed to the parser at once */

struct xml_in {
	const struct xml_events	*events;
	void			*arg;
	xmlParserCtxt		*parser;
	enum err		 failed;
	int			 depth;
	const xmlChar		**attrs;	/* of the element that opens */
	int			 nattrs;
	struct str		 value;		/* of an attribute asked for */
};

static void
in_drop(void *arg)
{
	struct xml_in	*x = arg;

	xmlFreeParserCtxt(x->parser);
}

static void
fail(struct xml_in *x, enum err e)
{
	if (e == OK || x->failed != OK)
		return;
	x->failed = e;
	xmlStopParser(x->parser);
}

static void
on_open(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nspaces, const xmlChar **spaces, int nattrs,
    int ndefaulted, const xmlChar **attrs)
{
	struct xml_in	*x = arg;

	(void)prefix, (void)uri, (void)nspaces, (void)spaces, (void)ndefaulted;
	if (x->failed != OK)
		return;
	x->attrs = attrs;
	x->nattrs = nattrs;
	if (++x->depth > DEPTH_MAX)
		fail(x, ERR_INVALID);
	else if (x->events->open != NULL)
		fail(x, x->events->open(x->arg, x, (const char *)name));
	x->nattrs = 0;
}

static void
on_close(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri)
{
	struct xml_in	*x = arg;

	(void)prefix, (void)uri;
	x->depth--;
	if (x->failed == OK && x->events->close != NULL)
		fail(x, x->events->close(x->arg, (const char *)name));
}

static void
on_text(void *arg, const xmlChar *s, int n)
{
	struct xml_in	*x = arg;

	if (x->failed == OK && x->events->text != NULL)
		fail(x, x->events->text(x->arg, (const char *)s, (size_t)n));
}

/* A document type: what we read has none. */
static void
on_type(void *arg, const xmlChar *name, const xmlChar *public_id,
    const xmlChar *system_id)
{
	(void)name, (void)public_id, (void)system_id;
	fail(arg, ERR_INVALID);
}

/* The parser says it by its result; nothing is printed. */
static void
on_error(void *arg, xmlError *error)
{
	(void)arg, (void)error;
}

struct xml_in *
xml_in_new(struct arena *mem, const struct xml_events *events, void *arg)
{
	struct xml_in	*x = arena_alloc(mem, sizeof(*x));
	xmlSAXHandler	 sax = {
		.initialized = XML_SAX2_MAGIC, .startElementNs = on_open,
		.endElementNs = on_close, .characters = on_text,
		.cdataBlock = on_text, .ignorableWhitespace = on_text,
		.internalSubset = on_type, .serror = on_error
	};

	x->events = events;
	x->arg = arg;
	str_init(&x->value, mem);
	str_add(&x->value, "");
	x->parser = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL);
	if (x->parser == NULL) {
		x->failed = ERR_IO;
		return x;
	}
	arena_defer(mem, in_drop, x);
	(void)xmlCtxtUseOptions(x->parser, XML_PARSE_NONET);
	return x;
}

enum err
xml_in_put(void *arg, const void *data, size_t n)
{
	struct xml_in	*x = arg;
	const char	*p = data;
	size_t		 k;

	for (; x->failed == OK && n > 0; p += k, n -= k) {
		k = n < PIECE ? n : PIECE;
		if (xmlParseChunk(x->parser, p, (int)k, 0) != 0)
			fail(x, ERR_INVALID);
	}
	return x->failed;
}

enum err
xml_in_end(struct xml_in *x)
{
	if (x->failed == OK && (xmlParseChunk(x->parser, NULL, 0, 1) != 0 ||
	    !x->parser->wellFormed))
		fail(x, ERR_INVALID);
	return x->failed;
}

const char *
xml_in_attr(struct xml_in *x, const char *name)
{
	for (int i = 0; i < x->nattrs; i++) {
		const xmlChar	**a = x->attrs + i * 5;

		if (strcmp((const char *)a[0], name) != 0)
			continue;
		str_cut(&x->value, 0);
		str_addn(&x->value, (const char *)a[3],
		    (size_t)(a[4] - a[3]));
		return x->value.s;
	}
	return NULL;
}
