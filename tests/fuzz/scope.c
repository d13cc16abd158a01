/* scope.c: the filters of a list's address, kept, mean the same. */
#include "core/crud_scope.h"
#include "core/field.h"
#include "core/site.h"
#include "tests/fuzz/fuzz.h"

static const struct choice	 kinds[] = { { .code = "person",
				    .label = "Person" },
				    { .code = "organisation",
				    .label = "Organisation" }, { 0 } };

static const struct field	 fields[] = {
	{ .name = "name", .type = F_TEXT, .flags = FIELD_SORT, .max = 20 },
	{ .name = "code", .type = F_TEXT, .flags = FIELD_KEYED, .max = 20 },
	{ .name = "iso", .type = F_TEXT, .flags = FIELD_UPPER, .max = 2 },
	{ .name = "phone", .type = F_TEXT, .flags = FIELD_PHONE, .max = 20 },
	{ .name = "phone_key", .type = F_TEXT, .max = 9 },
	{ .name = "mail", .type = F_TEXT, .flags = FIELD_EMAIL, .max = 40 },
	{ .name = "web", .type = F_TEXT, .flags = FIELD_LINK, .max = 40 },
	{ .name = "note", .type = F_LONG, .max = 90 },
	{ .name = "n", .type = F_INT, .flags = FIELD_SIGNED },
	{ .name = "share", .type = F_DECIMAL, .max = 3 },
	{ .name = "sum", .type = F_MONEY },
	{ .name = "on", .type = F_DATE, .flags = FIELD_SORT },
	{ .name = "at", .type = F_TIME },
	{ .name = "kind", .type = F_CHOICE, .max = 20, .choices = kinds },
	{ .name = "yes", .type = F_BOOL },
	{ .name = "who", .type = F_REF, .of = "user" },
	{ .name = "secret", .type = F_TEXT, .flags = FIELD_SECRET,
	  .max = 20 },
	{ .type = F_END }
};

static const struct entity	 thing = { .name = "thing", .table = "thing",
				    .fields = fields, .title = "name",
				    .sort = "name" };

static void
look(const struct crud_scope *s)
{
	must(s->nwhere <= CRUD_FILTERS, "filters have their bound");
	for (size_t i = 0; i < s->nwhere; i++) {
		const char	*path = s->where[i].path;

		must(field_find(&thing, path) != NULL &&
		    strcmp(path, "secret") != 0,
		    "a filter is by a field that is shown");
	}
	must(s->sort == NULL || strcmp(s->sort + (*s->sort == '-'),
	    "name") == 0 || strstr(s->sort, "on") != NULL ||
	    field_find(&thing, s->sort + (*s->sort == '-')) != NULL,
	    "a list is sorted by a field");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena		*mem = arena_new();
	struct work		 w = { .mem = mem, .lang = LANG_UK };
	const struct param	*list = NULL, *again = NULL;
	struct crud_scope	 one, two;

	w.actor.user_id = 7;
	if (form_parse(mem, fuzz_text(mem, data, size), size, &list) != OK)
		goto done;
	if (crud_scope_read(&w, &thing, list, &one) != OK) {
		must(work_problem(&w, 0, NULL) != NULL, "it says why");
		goto done;
	}
	look(&one);
	if (one.keep.n == 0)
		goto done;
	must(form_parse(mem, one.keep.s, one.keep.n, &again) == OK &&
	    crud_scope_read(&w, &thing, again, &two) == OK &&
	    one.nwhere == two.nwhere && strcmp(one.keep.s,
	    two.keep.s) == 0, "what is kept means the same");
done:
	arena_free(mem);
	return 0;
}
