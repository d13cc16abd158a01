/* What form_parse() promises. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "core/form.h"
#include "tests/unit/tap.h"

struct sample {
	const char	*body;
	const char	*want;		/* "name=value|...", NULL: malformed */
	const char	*fact;
};

static const struct sample samples[] = {
	{ "", "", "nothing is an empty list" },
	{ "a=1&b=2", "a=1|b=2|", "pairs keep their order" },
	{ "a=1&a=2", "a=1|a=2|", "a name may come twice" },
	{ "a", "a=|", "a name alone has an empty value" },
	{ "&&a=1&&", "a=1|", "empty pairs are passed over" },
	{ "=x", "=x|", "a name may be empty" },
	{ "a=b=c", "a=b=c|", "the first = divides" },
	{ "a=1+2%2B3", "a=1 2+3|", "plus is a blank, %2B a plus" },
	{ "%D1%84=%d1%96", "ф=і|", "UTF-8 in either case of digits" },
	{ "a=\xd1\x84", "a=ф|", "bytes that are not escaped are taken" },
	{ "a=x%0D%0Ay%09", "a=x\r\ny\t|", "line ends and TAB are text" },
	{ "a=%", NULL, "a lone % is refused" },
	{ "a=%4", NULL, "half an escape is refused" },
	{ "a=%4&b=1", NULL, "an escape does not reach over &" },
	{ "a=%zz", NULL, "an escape of other letters is refused" },
	{ "a=%00", NULL, "NUL is refused" },
	{ "a%00b=1", NULL, "NUL in a name is refused" },
	{ "a=%1b", NULL, "a control character is refused" },
	{ "a=%C2%85", NULL, "a control character of two bytes is refused" },
	{ "a=%FF%FE", NULL, "bytes that are not UTF-8 are refused" },
	{ "a=%C3%28", NULL, "a wrong second byte is refused" },
	{ "a=%ED%A0%80", NULL, "a surrogate is refused" },
	{ "a=%F8%88%80%80%80", NULL, "five bytes are refused" },
	{ "a=%C0%AE", NULL, "a long form of a dot is refused" },
	{ "a=%D1", NULL, "a letter cut in two is refused" },
};

static const char *
joined(struct arena *mem, const struct param *p)
{
	struct str	 s;

	str_init(&s, mem);
	for (; p != NULL; p = p->next)
		str_fmt(&s, "%s=%s|", p->name, p->value);
	return s.s;
}

static void
limits(struct arena *mem)
{
	const struct param	*list = NULL;
	struct str		 s;
	int			 i;

	str_init(&s, mem);
	for (i = 0; i < 5000; i++)
		str_add(&s, "a=1&");
	check(form_parse(mem, s.s, s.n, &list) == OK, "5,000 pairs are taken");
	str_add(&s, "a=1");
	list = NULL;
	check(form_parse(mem, s.s, s.n, &list) == ERR_TOOBIG && list == NULL,
	    "5,001 pairs are not");
	str_cut(&s, 0);
	for (i = 0; i < 200; i++)
		str_addc(&s, 'n');
	check(form_parse(mem, s.s, s.n, &list) == OK, "200 bytes are a name");
	str_addc(&s, 'n');
	check(form_parse(mem, s.s, s.n, &list) == ERR_MALFORMED,
	    "201 are not");
}

int
main(void)
{
	struct arena		*mem = arena_new();
	const struct param	*list = NULL;
	const struct sample	*t;
	enum err		 e;
	size_t			 i;

	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		t = &samples[i];
		list = NULL;
		e = form_parse(mem, t->body, strlen(t->body), &list);
		check(t->want == NULL ? e == ERR_MALFORMED && list == NULL :
		    e == OK && strcmp(joined(mem, list), t->want) == 0,
		    t->fact);
	}
	list = NULL;
	form_parse(mem, "q=1", 3, &list);
	form_parse(mem, "q=2&r=3", 7, &list);
	check(strcmp(joined(mem, list), "q=2|r=3|q=1|") == 0,
	    "what is parsed later comes first");
	limits(mem);
	arena_free(mem);
	return done();
}
