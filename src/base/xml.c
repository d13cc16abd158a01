/* xml.c: XML documents over libxml2's text writer. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <libxml/xmlwriter.h>

#include "base/utf8.h"
#include "base/xml.h"

struct xml {
	struct arena	*mem;
	xmlTextWriter	*writer;
	xmlBuffer	*kept;		/* of xml_new_memory() */
	enum err	(*put)(void *arg, const void *data, size_t n);
	void		*arg;
	enum err	 failed;	/* the receiver's first error */
	bool		 ended;
};

static void
xml_release(void *p)
{
	struct xml	*x = p;

	x->failed = x->failed != OK ? x->failed : ERR_IO;
	if (x->writer != NULL)
		xmlFreeTextWriter(x->writer);
	x->writer = NULL;
	if (x->kept != NULL)
		xmlBufferFree(x->kept);
	x->kept = NULL;
}

/*
 * libxml2's output callback.  It always says "taken": the error is kept here,
 * and libxml2 would print one of its own.
 */
static int
xml_output(void *context, const char *data, int n)
{
	struct xml	*x = context;

	if (x->failed == OK)
		x->failed = x->put(x->arg, data, (size_t)n);
	return n;
}

static void
xml_try(struct xml *x, int result)
{
	if (result < 0 && x->failed == OK)
		x->failed = ERR_IO;
}

static struct xml *
xml_begin(struct xml *x)
{
	if (x->writer == NULL) {
		x->failed = ERR_IO;
		return x;
	}
	xml_try(x, xmlTextWriterSetIndent(x->writer, 1));
	xml_try(x, xmlTextWriterSetIndentString(x->writer, BAD_CAST " "));
	xml_try(x, xmlTextWriterStartDocument(x->writer, NULL, "UTF-8", NULL));
	return x;
}

struct xml *
xml_new(struct arena *mem,
    enum err (*put)(void *arg, const void *data, size_t n), void *arg)
{
	struct xml	*x = arena_alloc(mem, sizeof(*x));
	xmlOutputBuffer	*out;

	x->mem = mem;
	x->put = put;
	x->arg = arg;
	arena_defer(mem, xml_release, x);
	out = xmlOutputBufferCreateIO(xml_output, NULL, x, NULL);
	if (out != NULL)
		x->writer = xmlNewTextWriter(out);
	return xml_begin(x);
}

struct xml *
xml_new_memory(struct arena *mem)
{
	struct xml	*x = arena_alloc(mem, sizeof(*x));

	x->mem = mem;
	arena_defer(mem, xml_release, x);
	x->kept = xmlBufferCreate();
	if (x->kept != NULL)
		x->writer = xmlNewTextWriterMemory(x->kept, 0);
	return xml_begin(x);
}

static bool
char_allowed(uint32_t code)
{
	return (code >= 0x20 || code == '\t' || code == '\n' ||
	    code == '\r') && code != 0xfffe && code != 0xffff;
}

/* text as XML 1.0 can carry it: text itself, or a cleaned copy. */
static const xmlChar *
clean(struct arena *mem, const char *text)
{
	const char	*s = text;
	uint32_t	 c;
	char		*copy;
	size_t		 n = 0;

	while ((c = utf8_next(&s)) != 0 && c != UTF8_BAD && char_allowed(c))
		continue;
	if (c == 0)
		return BAD_CAST text;
	copy = arena_alloc(mem, strlen(text) * 3 + 1);
	for (s = text; (c = utf8_next(&s)) != 0;)
		if (char_allowed(c))
			n += utf8_put(copy + n, c);
	return BAD_CAST copy;
}

void
xml_open(struct xml *x, const char *name)
{
	if (x->failed == OK)
		xml_try(x, xmlTextWriterStartElement(x->writer,
		    BAD_CAST name));
}

void
xml_attr(struct xml *x, const char *name, const char *value)
{
	if (x->failed == OK)
		xml_try(x, xmlTextWriterWriteAttribute(x->writer,
		    BAD_CAST name, clean(x->mem, value)));
}

void
xml_text(struct xml *x, const char *text)
{
	if (x->failed == OK && text != NULL)
		xml_try(x, xmlTextWriterWriteString(x->writer,
		    clean(x->mem, text)));
}

void
xml_close(struct xml *x)
{
	if (x->failed == OK)
		xml_try(x, xmlTextWriterEndElement(x->writer));
}

void
xml_leaf(struct xml *x, const char *name, const char *text)
{
	xml_open(x, name);
	if (text != NULL && *text != '\0')
		xml_text(x, text);
	xml_close(x);
}

void
xml_leaf_attr(struct xml *x, const char *name, const char *attr,
    const char *value, const char *text)
{
	xml_open(x, name);
	xml_attr(x, attr, value);
	if (text != NULL && *text != '\0')
		xml_text(x, text);
	xml_close(x);
}

enum err
xml_end(struct xml *x)
{
	if (x->ended)
		return x->failed;
	x->ended = true;
	if (x->failed == OK)
		xml_try(x, xmlTextWriterEndDocument(x->writer));
	if (x->failed == OK)
		xml_try(x, xmlTextWriterFlush(x->writer));
	if (x->writer != NULL)
		xmlFreeTextWriter(x->writer);
	x->writer = NULL;
	return x->failed;
}

const char *
xml_memory(const struct xml *x, size_t *n)
{
	*n = (size_t)xmlBufferLength(x->kept);
	return (const char *)xmlBufferContent(x->kept);
}
