/* What base/xml promises. */
#include <string.h>

#include "base/xml.h"
#include "tests/unit/tap.h"

struct sink {
	char	 data[4096];
	size_t	 n;
	size_t	 most;		/* refuses what goes over it */
};

static enum err
take(void *arg, const void *data, size_t n)
{
	struct sink	*s = arg;

	if (s->n + n > s->most)
		return ERR_IO;
	memcpy(s->data + s->n, data, n);
	s->n += n;
	s->data[s->n] = '\0';
	return OK;
}

static void
write_sample(struct xml *x)
{
	xml_open(x, "Invoice");
	xml_attr(x, "xmlns", "urn:x");
	xml_attr(x, "note", "Їжак \"<&>\"\x01");
	xml_leaf(x, "cbc:ID", "a<b & c>d");
	xml_leaf_attr(x, "cbc:Amount", "currencyID", "UAH", "1.00");
	xml_leaf(x, "Name", "ТОВ «Вітряк»\x0b\x1f і\tсин");
	xml_leaf(x, "Bad", "a\xff" "b\xed\xa0\x80\xef\xbf\xbf");
	xml_leaf(x, "Empty", NULL);
	xml_open(x, "Group");
	xml_text(x, "one");
	xml_text(x, " two");
}

static const char	 sample[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Invoice xmlns=\"urn:x\" note=\"Їжак &quot;&lt;&amp;&gt;&quot;\">\n"
    " <cbc:ID>a&lt;b &amp; c&gt;d</cbc:ID>\n"
    " <cbc:Amount currencyID=\"UAH\">1.00</cbc:Amount>\n"
    " <Name>ТОВ «Вітряк» і\tсин</Name>\n"
    " <Bad>a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd</Bad>\n"
    " <Empty/>\n"
    " <Group>one two</Group>\n"
    "</Invoice>\n";

int
main(void)
{
	static struct sink	 s = { .most = 4000 }, shut = { .most = 10 };
	struct arena		*a = arena_new();
	struct xml		*x = xml_new(a, take, &s);
	const char		*kept;
	size_t			 n = 0;

	write_sample(x);
	check(xml_end(x) == OK, "a document ends");
	check(strcmp(s.data, sample) == 0, "text is escaped, what XML cannot "
	    "carry dropped, open elements closed");
	if (strcmp(s.data, sample) != 0)
		printf("# %s\n", s.data);
	x = xml_new_memory(a);
	write_sample(x);
	check(xml_end(x) == OK, "a document in memory ends");
	kept = xml_memory(x, &n);
	check(n == s.n && memcmp(kept, s.data, n) == 0,
	    "a document in memory has the same bytes");
	x = xml_new(a, take, &shut);
	write_sample(x);
	check(xml_end(x) == ERR_IO, "the receiver's error is the outcome");
	x = xml_new(a, take, &s);
	xml_open(x, "Left");
	arena_reset(a);
	check(1, "a document left open is released with the arena");
	arena_free(a);
	return done();
}
