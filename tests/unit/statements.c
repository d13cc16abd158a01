/* What base/statements promises. */
#include "base/statements.h"
#include "base/str.h"
#include "tests/unit/tap.h"

static void
test_split(struct arena *a)
{
	const char *const	*s;

	check(statements_split(a, "-- words; more\nCREATE\n\tx;\n\n"
	    "INSERT ';\n' ; -- end;\n/* a;\n */ UPDATE `;\n`;", &s) == 3 &&
	    str_eq(s[0], "CREATE\n\tx") && str_eq(s[1], "INSERT ';\n'") &&
	    str_eq(s[2], "UPDATE `;\n`"),
	    "a semicolon ends a statement, but not in quotes or comments");
	check(statements_split(a, "a '\\';\n' \"''\" 'it''s;\n';\nb -- c", &s)
	    == 2 && str_eq(s[0], "a '\\';\n' \"''\" 'it''s;\n'") &&
	    str_eq(s[1], "b"), "quotes may hold quotes");
	check(statements_split(a, "", &s) == 0 &&
	    statements_split(a, " ;\n-- x\n;", &s) == 0,
	    "nothing is no statement");
	check(statements_split(a, "a 1; b 2;", &s) == 1,
	    "only a semicolon at the end of a line counts");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_split(a);
	arena_free(a);
	return done();
}
