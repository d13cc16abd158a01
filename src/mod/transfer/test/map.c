/* Mappings: their grammar, their guesses, what they are refused for. */
#include <string.h>

#include "base/str.h"
#include "core/module.h"
#include "mod/transfer/columns.h"
#include "mod/transfer/map.h"
#include "mod/transfer/plan.h"
#include "tests/unit/tap.h"

/* A mapping back as text: "name=<First>+'x'|A>B|lookup user.login; ". */
static const char *
spelled(struct arena *mem, const struct map *m)
{
	struct str	 s;

	str_init(&s, mem);
	for (size_t i = 0; i < m->n; i++) {
		const struct map_rule	*r = &m->rules[i];

		str_fmt(&s, "%s%s=", i > 0 ? "; " : "", r->field);
		for (size_t k = 0; k < r->nparts; k++)
			str_fmt(&s, r->parts[k].constant ? "%s'%s'" :
			    "%s<%s>", k > 0 ? "+" : "", r->parts[k].text);
		for (size_t k = 0; k < r->npairs; k++)
			str_fmt(&s, "|%s>%s", r->pairs[k].from,
			    r->pairs[k].to);
		if (r->lookup != NULL)
			str_fmt(&s, "|lookup %s", r->lookup);
	}
	return s.s;
}

static const struct {
	const char	*text, *want;	/* NULL: refused */
} table[] = {
	{ "name = Name", "name=<Name>" },
	{ "\xef\xbb\xbfname=Name\r\n\r\n# a remark\n", "name=<Name>" },
	{ "kind = \"person\"", "kind='person'" },
	{ "note = \"a \"\"b\"\" c\"", "note='a \"b\" c'" },
	{ "name = First + \" \" + Last", "name=<First>+' '+<Last>" },
	{ "street = Вулиця, будинок\niban = Рахунок (IBAN)",
	  "street=<Вулиця, будинок>; iban=<Рахунок (IBAN)>" },
	{ "name = Ім'я", "name=<Ім'я>" },
	{ "note = A=B", "note=<A=B>" },
	{ "note = C++", "note=<C++>" },
	{ "kind = T | map Won=won Lost=lost", "kind=<T>|Won>won|Lost>lost" },
	{ "c = C | map \"United Kingdom\"=GB Chile=\"C L\"",
	  "c=<C>|United Kingdom>GB|Chile>C L" },
	{ "o = A | lookup user.login", "o=<A>|lookup user.login" },
	{ "o = A | map x=y | lookup user.login",
	  "o=<A>|x>y|lookup user.login" },
	{ "name Name", NULL }, { "= Name", NULL }, { "name =", NULL },
	{ "name = \"open", NULL }, { "name = A + ", NULL },
	{ "c = C | map", NULL }, { "c = C | map x", NULL },
	{ "c = C | map x=\"y", NULL }, { "c = C | sort", NULL },
	{ "c = C | lookup user", NULL }, { "", NULL }, { "# alone", NULL },
	{ "n = A\nn = B", NULL }
};

static void
test_grammar(struct work *w)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct map	 m;
		enum err	 e;

		w->problems = NULL;
		e = map_parse(w, table[i].text, &m);
		if (table[i].want == NULL)
			check(e == ERR_INVALID && w->problems != NULL,
			    arena_fmt(w->mem, "mapping %zu is refused in words",
			    i));
		else
			check(e == OK && str_eq(spelled(w->mem, &m),
			    table[i].want), table[i].want);
	}
}

static enum err
planned(struct work *w, const char *text, const char *match,
    const char *mode, struct plan *out)
{
	static const char *const	 header[] = {
		"First", "Last", "Вулиця,  будинок", "A + B", "Owner"
	};
	const struct plan_options	 o = { .match = match, .mode = mode };
	struct map			 m;

	w->problems = NULL;
	if (map_parse(w, text, &m) != OK)
		return ERR_MALFORMED;
	return plan_make(w, entity_find("contact"), &m, header, 5, &o, out);
}

static void
test_plan(struct work *w)
{
	struct plan	 p;

	check(planned(w, "name = first\nstreet = вулиця, Будинок", NULL,
	    NULL, &p) == OK && p.targets[0].rule->parts[0].col == 0 &&
	    p.targets[1].rule->parts[0].col == 2,
	    "headers are found whatever their case and blanks");
	check(planned(w, "name = A + B", NULL, NULL, &p) == OK &&
	    p.targets[0].rule->nparts == 1,
	    "a header may hold a plus itself");
	check(planned(w, "organisation = Last", NULL, NULL, &p) == OK &&
	    str_eq(p.targets[0].field->name, "organisation_id") &&
	    p.targets[0].named && str_eq(p.targets[0].kind, "organisation"),
	    "a reference may be given by its title");
	check(planned(w, "name = Nobody", NULL, NULL, &p) == ERR_INVALID,
	    "an unknown column is refused");
	check(planned(w, "sort_name = First", NULL, NULL, &p) == ERR_INVALID &&
	    planned(w, "ghost = First", NULL, NULL, &p) == ERR_INVALID,
	    "so is a field that is not there, or that rules set");
	check(planned(w, "owner_id = Owner | lookup user.password_hash", NULL,
	    NULL, &p) == ERR_INVALID, "a secret is not looked up by");
	check(planned(w, "owner_id = Owner | lookup contact.name", NULL,
	    NULL, &p) == ERR_INVALID, "nor a record of another kind");
	check(planned(w, "name = Owner | lookup contact.name", NULL,
	    NULL, &p) == ERR_INVALID, "nor for a field that holds none");
	check(planned(w, "organisation = Last\norganisation_id = First", NULL,
	    NULL, &p) == ERR_INVALID, "one field has one rule");
	check(planned(w, "name = First", "phone", NULL, &p) == ERR_INVALID &&
	    planned(w, "name = First", "ghost", NULL, &p) == ERR_INVALID &&
	    planned(w, "name = First", NULL, "update", &p) == ERR_INVALID,
	    "what is matched by must come from the file");
	check(planned(w, "name = First", "name", NULL, &p) == OK &&
	    p.mode == MODE_BOTH && p.nkeys == 1,
	    "with a match the mode is both");
}

/* What the columns of contacts are taken for: "name,-,phone". */
static const char *
guessed(struct arena *mem, const char *entity, const char *const *header)
{
	struct column	 c[8];
	struct str	 s;
	size_t		 n = 0;

	while (header[n] != NULL)
		n++;
	columns_by_header(mem, entity_find(entity), header, n, c);
	str_init(&s, mem);
	for (size_t i = 0; i < n; i++)
		str_fmt(&s, "%s%s", i > 0 ? "," : "",
		    c[i].field != NULL ? c[i].field : "-");
	return s.s;
}

static void
test_guess(struct arena *mem)
{
	static const char *const	 own[] = { "id", "kind", "organisation_id",
					     "organisation", "rev", NULL };
	static const char *const	 uk[] = { "Прізвище", "Ім’я",
					     "По батькові", "Ел. пошта",
					     "Мобільний", "ЄДРПОУ", "Хтозна",
					     NULL };
	static const char *const	 ru[] = { "ФИО", "Телефон", "E-mail",
					     "Почтовый индекс", NULL };
	static const char *const	 en[] = { "First Name", "Company",
					     "Phone", "phone", "Zip", NULL };
	static const char *const	 kinds[] = { "Назва", "Артикул", "Ціна",
					     "password_hash", NULL };
	static const char *const	 cells[2][3] = {
		{ "a@example.com", "+380 67 123-45-67", "65927481" },
		{ "b@example.com", "044 123 45 67", "10787917" }
	};
	const char *const		*rows[] = { cells[0], cells[1] };
	struct column			 c[3];

	memset(c, 0, sizeof(c));
	check(str_eq(guessed(mem, "contact", own),
	    "id,kind,organisation_id,-,-"),
	    "names of fields are themselves, a number before a title");
	check(str_eq(guessed(mem, "contact", uk),
	    "name,name,name,email,phone,reg_no,-"), "Ukrainian headers");
	check(str_eq(guessed(mem, "contact", ru),
	    "name,phone,email,postcode"), "Russian headers");
	check(str_eq(guessed(mem, "contact", en),
	    "name,organisation,-,phone,postcode"),
	    "English headers; the exact name wins");
	check(str_eq(guessed(mem, "product", kinds), "name,code,price,-"),
	    "headers of products");
	columns_by_cells(entity_find("contact"), rows, 2, 3, c);
	check(str_eq(c[0].field, "email") && str_eq(c[1].field, "phone") &&
	    str_eq(c[2].field, "reg_no"), "cells tell what they are");
}

int
main(void)
{
	struct arena	*mem = arena_new();
	struct work	 w = { .mem = mem };

	modules_use(modules);
	test_grammar(&w);
	test_plan(&w);
	test_guess(mem);
	arena_free(mem);
	return done();
}
