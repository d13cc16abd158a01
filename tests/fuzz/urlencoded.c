/* urlencoded.c: what form_parse() takes it writes and takes again. */
#include "core/crud_scope.h"
#include "core/form.h"
#include "tests/fuzz/fuzz.h"

static void
same(const struct param *a, const struct param *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		must(strcmp(a->name, b->name) == 0 &&
		    strcmp(a->value, b->value) == 0, "a pair comes back");
	must(a == NULL && b == NULL, "all the pairs come back");
}

/* As an address has it. */
static void
encode(struct str *out, const struct param *p)
{
	struct str	 name;

	for (; p != NULL; p = p->next) {
		str_init(&name, out->mem);
		crud_scope_keep(&name, "", p->name);
		crud_scope_keep(out, name.s + 1, p->value);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena		*mem = arena_new();
	const struct param	*list = NULL, *again = NULL;
	struct str		 text;
	char			*s = malloc(size);

	must(s != NULL || size == 0, "there is memory");
	if (size > 0)
		memcpy(s, data, size);
	str_init(&text, mem);
	if (form_parse(mem, s, size, &list) == OK && list != NULL) {
		encode(&text, list);
		must(form_parse(mem, text.s, text.n, &again) == OK,
		    "what we write we read");
		same(list, again);
	}
	free(s);
	arena_free(mem);
	return 0;
}
