/* template.c: whatever stands in a value, the page's tags stay its own. */
#include "core/view.h"
#include "tests/fuzz/fuzz.h"

static char *
render(struct arena *mem, const char *a, const char *b, size_t *n)
{
	struct out	*o = out_new(mem), *row;
	char		*html = NULL;

	out_text(o, "text", a);
	out_text(o, "other", b);
	for (int i = 0; i < 2; i++) {
		row = out_add(o, "rows");
		out_text(row, "name", i == 0 ? a : b);
		out_text(row, "href", i == 0 ? b : a);
		out_text(row, "path", arena_fmt(mem, "/contacts/%s", a));
	}
	must(view_render(mem, "fuzz.cst", o, &html, n) == OK,
	    "a page is made");
	return html;
}

static size_t
count(const char *s, size_t n, char c)
{
	size_t	 k = 0;

	for (size_t i = 0; i < n; i++)
		k += s[i] == c;
	return k;
}

/* Every & begins a reference; addresses are of kinds that run nothing. */
static void
look(const char *html, size_t n)
{
	for (size_t i = 0; i < n; i++)
		must(html[i] != '&' || strchr("#agloqt", html[i + 1]) != NULL,
		    "an & begins a reference");
	for (const char *s = html; (s = strstr(s, "<a href=\"")) != NULL;
	    s++) {
		const char	*to = s + 9;
		size_t		 k = strcspn(to, "\"/?#&");

		must(memchr(to, ':', k) == NULL ||
		    strncmp(to, "http:", 5) == 0 ||
		    strncmp(to, "https:", 6) == 0 ||
		    strncmp(to, "ftp:", 4) == 0 ||
		    strncmp(to, "mailto:", 7) == 0,
		    "an address is of a known kind");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct conf	 conf = { .base_url = "", .base_path = "",
				    .share_dir = "tests/fuzz",
				    .rewrite = true };
	static const char	 signs[] = "<>\"";
	static size_t		 want[3];
	struct arena		*mem = arena_new();
	char			*a = fuzz_text(mem, data, size), *b, *html;
	size_t			 n;

	if (conf.max_requests++ == 0) {
		view_init(&conf);
		html = render(mem, "a", "b", &n);
		for (size_t i = 0; i < 3; i++)
			want[i] = count(html, n, signs[i]);
	}
	b = strchr(a, '\n');
	if (b != NULL)
		*b++ = '\0';
	html = render(mem, a, b != NULL ? b : "", &n);
	for (size_t i = 0; i < 3; i++)
		must(count(html, n, signs[i]) == want[i],
		    "no < > or quote comes from a value");
	look(html, n);
	arena_free(mem);
	return 0;
}
