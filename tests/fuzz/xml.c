/* xml.c: whatever is written, a parser reads it back. */
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/utf8.h"
#include "base/xml.h"
#include "tests/fuzz/fuzz.h"

/* Whether XML can carry the text as it is. */
static int
carried(const char *s)
{
	if (!utf8_valid(s, strlen(s)) || strchr(s, '\r') != NULL)
		return 0;
	for (uint32_t c; (c = utf8_next(&s)) != 0;)
		if ((c < 32 && c != '\t' && c != '\n') || c == 0xfffe ||
		    c == 0xffff)
			return 0;
	return 1;
}

static void
look(const char *bytes, size_t n, const char *text, const char *attr)
{
	xmlDoc	*doc = xmlReadMemory(bytes, (int)n, "x.xml", NULL,
		    XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
	xmlNode	*leaf;
	xmlChar	*got;

	must(doc != NULL, "a document is well-formed");
	leaf = xmlFirstElementChild(xmlDocGetRootElement(doc));
	must(leaf != NULL, "it has its leaf");
	got = xmlNodeGetContent(leaf);
	must(!carried(text) || strcmp((char *)got, text) == 0,
	    "a text is read back");
	xmlFree(got);
	got = xmlGetProp(leaf, (const xmlChar *)"id");
	must(got != NULL && (!carried(attr) ||
	    strcmp((char *)got, attr) == 0), "an attribute is read back");
	xmlFree(got);
	xmlFreeDoc(doc);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	char		*text = fuzz_text(mem, data, size);
	struct xml	*x = xml_new_memory(mem);
	const char	*bytes;
	char		*attr = strchr(text, '|');
	size_t		 n;

	if (attr != NULL)
		*attr++ = '\0';
	else
		attr = text;
	xml_open(x, "root");
	xml_attr(x, "xmlns:c", attr[0] != '\0' ? "urn:c" : "urn:d");
	xml_leaf_attr(x, "leaf", "id", attr, text);
	xml_open(x, "c:more");
	xml_text(x, attr);
	xml_close(x);
	must(xml_end(x) == OK, "a document ends");
	bytes = xml_memory(x, &n);
	look(bytes, n, text, attr);
	arena_free(mem);
	return 0;
}
