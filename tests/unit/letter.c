/* What base/letter promises. */
#include <string.h>

#include "base/letter.h"
#include "base/str.h"
#include "tests/unit/tap.h"

static struct letter
sample(void)
{
	struct letter	 l = {
		.from = "crm@firm.example", .from_name = "ТОВ «Ромашка»",
		.to = "anna@client.example", .to_name = "Anna \"A\" Smith",
		.subject = "Hello", .text = "Добрий день!\n.\n",
		.id = "7.ab@firm.example", .at_s = 1795353000
	};

	return l;
}

static const char *
written(struct arena *mem, const struct letter *l)
{
	const char	*s;
	size_t		 n;

	return letter_write(mem, l, &s, &n) == OK && strlen(s) == n ? s : "";
}

static void
test_addresses(void)
{
	static const char *const	 good[] = {
		"a@b", "first.last+tag@mail.example.org", "o'neil@x-y.example"
	}, *const bad[] = {
		"", "a", "@b", "a@", "a b@c", "a@b c", "a@b\r\nRCPT TO:<x@y>",
		"<a@b>", "a@b>", "\"a\"@b", "a@@b", "a@b@c", ".a@b", "a.@b",
		"a..b@c", "a@.b", "a@b.", "anna@приклад.укр", "анна@b", "a@b,c@d"
	};
	bool	 right = true;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		right = right && letter_address(good[i]);
	check(right, "addresses that letters can go to are taken");
	right = !letter_address(NULL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		right = right && !letter_address(bad[i]);
	check(right, "others are not: no blank, line end, bracket or second @");
}

static void
test_headers(struct arena *mem)
{
	struct letter	 l = sample();
	const char	*s = written(mem, &l);

	check(str_starts(s, "Date: Sat, 21 Nov 2026 16:30:00 +0000\r\n") ||
	    strstr(s, "Date: ") == s, "a letter begins with its date");
	check(strstr(s, "\r\nFrom: =?UTF-8?B?0KLQntCSIMKr0KDQvtC80LDRiNC60LDCuw"
	    "==?=\r\n <crm@firm.example>\r\n") != NULL,
	    "a name that is not ASCII is an encoded word");
	check(strstr(s, "\r\nTo: \"Anna \\\"A\\\" Smith\"\r\n "
	    "<anna@client.example>\r\n") != NULL,
	    "a plain one is quoted");
	check(strstr(s, "\r\nMessage-ID:\r\n <7.ab@firm.example>\r\n") != NULL,
	    "the id is the one that was given");
	check(strcmp(s, written(mem, &l)) == 0,
	    "the same letter gives the same bytes");
}

static void
test_injection(struct arena *mem)
{
	struct letter	 l = sample();
	bool		 right;

	l.subject = "Hello\r\nBcc: x@y.example";
	right = *written(mem, &l) == '\0';
	l = sample();
	l.to_name = "Anna\nBcc: x@y.example";
	right = right && *written(mem, &l) == '\0';
	l = sample();
	l.from_name = "Firm\rX: 1";
	right = right && *written(mem, &l) == '\0';
	l = sample();
	l.id = "7@x>\r\nBcc: <a@b";
	right = right && *written(mem, &l) == '\0';
	l = sample();
	l.to = "a@b\r\nX: 1";
	right = right && *written(mem, &l) == '\0';
	check(right, "no text begins a header of its own");
}

/* Longest line, without its end; 0 if one ends by LF alone. */
static size_t
longest(const char *s)
{
	size_t	 most = 0, k;

	for (; *s != '\0'; s += k + 2) {
		k = strcspn(s, "\r\n");
		most = k > most ? k : most;
		if (s[k] != '\r' || s[k + 1] != '\n')
			return 0;
	}
	return most;
}

static void
test_lines(struct arena *mem)
{
	struct letter	 l = sample();
	struct str	 text;
	const char	*s, *c;
	bool		 whole = true;

	str_init(&text, mem);
	for (int i = 0; i < 2000; i++)
		str_add(&text, i % 7 ? "щось " : "more\n");
	l.text = text.s;
	l.subject = "Нагадування: зателефонувати Олені Петрівні щодо рахунку "
	    "№ 15 від 21 листопада, бо строк оплати минув";
	s = written(mem, &l);
	check(longest(s) > 0 && longest(s) <= 78,
	    "no line is over 78 bytes, and each ends with CR LF");
	for (c = s; (c = strstr(c, "=?UTF-8?B?")) != NULL; c += 10)
		whole = whole && strchr(c, '\r') != NULL &&
		    (strcspn(c + 10, "?") % 4) == 0;
	check(whole, "an encoded word holds whole characters");
	l = sample();
	s = written(mem, &l);
	check(strstr(s, "\r\n\r\n0JTQvtCx0YDQuNC5INC00LXQvdGMIQ0KLg0K\r\n")
	    != NULL, "the text is base64 with the line ends of the network");
}

int
main(void)
{
	struct arena	*mem = arena_new();

	test_addresses();
	test_headers(mem);
	test_injection(mem);
	test_lines(mem);
	arena_free(mem);
	return done();
}
