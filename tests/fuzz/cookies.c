/* cookies.c: two headers, a line each: of cookies and of languages. */
#include "core/request.h"
#include "core/wire.h"
#include "tests/fuzz/fuzz.h"

static const char	*header;

static const char *
header_get(struct wire *w, const char *name)
{
	(void)w;
	return strcmp(name, "HTTP_COOKIE") == 0 ? header : NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	struct work	 w = { .mem = mem };
	struct wire	 wire = { .env = header_get };
	struct request	 rq = { .work = &w, .wire = &wire };
	char		*text = fuzz_text(mem, data, size);
	char		*line = strchr(text, '\n');
	const char	*value;
	enum lang	 lang;

	if (line != NULL)
		*line++ = '\0';
	header = text;
	value = request_cookie(&rq, "ks");
	must(value == NULL || (strstr(text, "ks=") != NULL &&
	    strchr(value, ';') == NULL), "a cookie is what stands behind =");
	header = arena_fmt(mem, "a=b; ks=%s", "0123abc");
	value = request_cookie(&rq, "ks");
	must(value != NULL && strcmp(value, "0123abc") == 0,
	    "a cookie is found behind another");
	lang = lang_accept(line, LANG_RU);
	must(lang < LANG_COUNT, "a language is one of ours");
	must(lang == lang_accept(line, LANG_RU) && (!lang_find(text, &lang) ||
	    lang < LANG_COUNT), "and so is a code's");
	arena_free(mem);
	return 0;
}
