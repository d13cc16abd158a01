/* What core/view promises: escaping above all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/url.h"
#include "core/view.h"
#include "tests/unit/tap.h"

static const char	 evil[] = "<script>'&\"</script>";
static const char	 safe[] =
    "&lt;script&gt;&#39;&amp;&quot;&lt;/script&gt;";

static char	 share[64];

/* ClearSilver forgets a little when it refuses a template. */
const char	*__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:cs_parse_string\n";
}

static void
put(const char *name, const char *text)
{
	char	 path[160];
	FILE	*f;

	snprintf(path, sizeof(path), "%s/%s", share, name);
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

/* Whether template text with o gives exactly want; NULL: it must fail. */
static int
gives(const char *text, struct out *o, const char *want)
{
	static int	 number;
	struct arena	*mem = arena_new();
	char		 name[64], *html = NULL;
	size_t		 n = 0;
	int		 same;

	snprintf(name, sizeof(name), "tpl/t%d.cst", number++);
	put(name, text);
	if (view_render(mem, name + 4, o, &html, &n) != OK)
		same = want == NULL;
	else
		same = want != NULL && strlen(want) == n &&
		    strcmp(html, want) == 0;
	if (!same)
		printf("# %s gave %s\n", text, html);
	arena_free(mem);
	return same;
}

static void
trees(struct arena *mem)
{
	struct out	*o = out_new(mem), *row;
	int		 i;

	out_text(o, "title", "a");
	out_text(o, "none", NULL);
	out_int(o, "big", INT64_MIN);
	out_fmt(o, "sum", "%d %s", 5, "грн");
	for (i = 0; i < 250; i++) {
		row = out_add(o, "rows");
		out_int(row, "i", i);
	}
	check(strcmp(out_get(o, "big"), "-9223372036854775808") == 0,
	    "a number of 64 bits is written whole");
	check(strcmp(out_get(o, "sum"), "5 грн") == 0, "text is formatted");
	check(out_get(o, "none") == NULL, "NULL sets nothing");
	check(strcmp(out_get(o, "rows.0.i"), "0") == 0 &&
	    strcmp(out_get(o, "rows.249.i"), "249") == 0 &&
	    out_get(o, "rows.250.i") == NULL,
	    "elements of a list are numbered from 0, without gaps");
}

static void
escaping(struct arena *mem)
{
	struct out	*o = out_new(mem);
	char		 want[200];

	out_text(o, "x", evil);
	out_text(o, "url", "javascript:alert(1)");
	out_text(o, "site", "https://example.org/?a=1&b='");
	out_int(o, "n", 5);
	check(gives("<?cs var:x ?>", o, safe), "var is escaped");
	check(gives("<?cs def:m(a) ?><?cs var:a ?><?cs /def ?>"
	    "<?cs call:m(x) ?>", o, safe), "a macro's argument is escaped");
	check(gives("<?cs var:t(x) ?>", o, safe), "t() is escaped");
	check(gives("<?cs var:tn(x, x, n) ?>", o, safe), "tn() is escaped");
	check(gives("<?cs var:tn(\"%d row\", \"%d rows\", n) ?>", o, "5 rows"),
	    "tn() has the number in it");
	snprintf(want, sizeof(want), "/crm/a%s", safe);
	check(gives("<?cs var:url_for(\"/a\" + x) ?>", o, want),
	    "url_for() is escaped");
	check(gives("<?cs var:url_for(url) ?>|<?cs var:url_for(\"//h\") ?>",
	    o, "#|#"), "url_for() takes paths of ours alone");
	check(gives("<?cs var:url_validate(url) ?>", o, "#"),
	    "url_validate() refuses javascript:");
	check(gives("<?cs var:url_validate(site) ?>", o,
	    "https://example.org/?a=1&amp;b=&#39;"),
	    "url_validate() lets a site through, escaped");
	check(gives("<?cs var:url_escape(x) ?>", o,
	    "%3Cscript%3E%27%26%22%3C%2Fscript%3E"), "url_escape() escapes");
	check(gives("<?cs var:html_escape(x) ?>", o, safe),
	    "html_escape() escapes once");
	check(gives("<?cs if:n > 3 ?>yes<?cs /if ?><?cs var:nothing ?>", o,
	    "yes"), "what is not there is empty");
}

static void
faults(struct arena *mem)
{
	struct out	*o = out_new(mem);

	put("secret.cst", "secret");
	put("tpl/cycle.cst", "<?cs include:\"cycle.cst\" ?>");
	check(gives("a\n<?cs if:1 ?>", o, NULL), "an open block fails");
	check(gives("<?cs var:nofn(1) ?>", o, NULL), "an unknown function fails");
	check(gives("<?cs include:\"../secret.cst\" ?>", o, NULL),
	    "an include does not lead out");
	check(gives("<?cs include:\"/etc/passwd\" ?>", o, NULL),
	    "an include is not absolute");
	check(gives("<?cs include:\"cycle.cst\" ?>", o, NULL),
	    "a cycle of includes ends");
	check(gives("<?cs include:\"nothere.cst\" ?>", o, NULL),
	    "a missing include fails");
	check(view_check() == ERR_IO, "the check of all sees a broken one");
}

static void
addresses(struct arena *mem, struct conf *c)
{
	check(strcmp(url_for(mem, "/deals/7"), "/crm/deals/7") == 0,
	    "an address has the base");
	c->rewrite = false;
	check(strcmp(url_for(mem, "/deals/7"),
	    "/crm/cgi-bin/kartoteka.fcgi/deals/7") == 0,
	    "without rewriting it has the program");
	check(strcmp(url_for(mem, "/import/contacts"),
	    "/crm/cgi-bin/upload.cgi/import/contacts") == 0,
	    "and the one that takes files where forms hold them");
	check(strcmp(url_for(mem, "/css/k.css"), "/crm/css/k.css?v=12ab") == 0,
	    "but a static file has its hash");
	c->rewrite = true;
	check(strcmp(url_for(mem, "/\\evil"), "#") == 0 &&
	    strcmp(url_for(mem, "/a\r\nb"), "#") == 0 &&
	    strcmp(url_for(mem, ""), "#") == 0,
	    "backslashes, line ends and nothing are no address");
	check(strcmp(url_escape(mem, "а б+/"), "%D0%B0%20%D0%B1%2B%2F") == 0,
	    "an escaped text is plain ASCII");
}

/* What is worked out before parsing prints as it did. */
static void
folding(struct arena *mem)
{
	struct out	*o = out_new(mem);

	out_text(o, "x", evil);
	put("tpl/parts.cst", "<?cs def:ico(name) ?><i><?cs var:name ?>#<?cs "
	    "var:url_escape(name) ?></i><?cs /def ?><?cs def:two(name) ?>"
	    "<?cs var:name ?><?cs if:name ?>!<?cs /if ?><?cs /def ?>");
	check(gives("<?cs include:\"parts.cst\" ?><?cs call:ico(\"a&b\") ?>"
	    "<?cs call:ico(x) ?>", o, "<i>a&amp;b#a%26b</i><i>&lt;script&gt;"
	    "&#39;&amp;&quot;&lt;/script&gt;#%3Cscript%3E%27%26%22%3C%2Fscript"
	    "%3E</i>"), "a macro called with a literal prints the same");
	check(gives("<?cs include:\"parts.cst\" ?><?cs call:two(\"c\") ?>"
	    "<?cs call:two(t(\"d\")) ?>", o, "c!d!"),
	    "one that does more is called");
	check(gives("<?cs # t(\"no\") ?>a<?cs var:t(\"it's <b>\") ?>"
	    "<?cs var:t(x) ?><?cs if:\"t(\" == \"t(\" ?>.<?cs /if ?>", o,
	    arena_fmt(mem, "ait&#39;s &lt;b&gt;%s.", safe)),
	    "words are escaped, comments are not read, literals are kept");
}

int
main(void)
{
	struct conf	 c = { .base_path = "/crm", .rewrite = true };
	struct arena	*mem = arena_new();
	char		 cmd[160];

	snprintf(share, sizeof(share), "/tmp/kartoteka-view-%d", (int)getpid());
	snprintf(cmd, sizeof(cmd), "%s/tpl", share);
	mkdir(share, 0700);
	mkdir(cmd, 0700);
	put("assets", "/js/a.js ff00\n/css/k.css 12ab\n");
	c.share_dir = share;
	view_init(&c);
	trees(mem);
	escaping(mem);
	faults(mem);
	folding(mem);
	addresses(mem, &c);
	arena_free(mem);
	snprintf(cmd, sizeof(cmd), "rm -rf %s", share);
	return system(cmd) != 0 || done();
}
