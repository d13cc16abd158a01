/* What base/vcard promises: cards of all versions, there and back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/vcard.h"
#include "tests/unit/tap.h"

/* All cards as "column=value;" and a line end each. */
static const char *
all(struct arena *a, FILE *f, const char *encoding, size_t *cards)
{
	const struct csv_row	*row;
	const char *const	*names;
	struct vcard		*v;
	struct str		 s;
	size_t			 n;

	*cards = 0;
	str_init(&s, a);
	if (vcard_open(a, f, encoding, &v) != OK)
		return "refused";
	names = vcard_header(v, &n);
	while (vcard_next(v, &row) == OK && row != NULL) {
		++*cards;
		for (size_t i = 0; i < row->n; i++)
			if (*row->cells[i] != '\0')
				str_fmt(&s, "%s=%s;", names[i],
				    row->cells[i]);
		str_add(&s, "\n");
	}
	return s.s;
}

static const char *
of_text(struct arena *a, const char *text, const char *encoding)
{
	FILE		*f = tmpfile();
	const char	*s;
	size_t		 n;

	fputs(text, f);
	rewind(f);
	s = all(a, f, encoding, &n);
	fclose(f);
	return s;
}

#define CARD(body)	"BEGIN:VCARD\r\n" body "END:VCARD\r\n"

static void
test_rules(struct arena *a)
{
	static const struct {
		const char	*fact, *card, *want;
	}	 cards[] = {
		{ "folded lines are joined, escapes taken away",
		  CARD("VERSION:3.0\r\nFN:Дуже довге \r\n ім'я\r\n"
		  "NOTE:рядок\\nдругий\\; крапка\\, кома\r\n"),
		  "name=Дуже довге ім'я;note=рядок\nдругий; крапка, кома;"
		  "kind=person;\n" },
		{ "quoted-printable with soft breaks, in an encoding it names",
		  CARD("VERSION:2.1\r\nN;CHARSET=windows-1251;"
		  "ENCODING=QUOTED-PRINTABLE:=CF=E5=F2=F0=E5=ED=EA=EE;=B2=E2="
		  "\r\n=E0=ED\r\nTEL;CELL:+380501112233\r\n"),
		  "name=Петренко Іван;phone=+380501112233;kind=person;\n" },
		{ "groups, quoted parameters, what is preferred",
		  CARD("VERSION:3.0\r\nFN:O\r\nitem1.EMAIL;TYPE=\"work,x\":"
		  "a@b.test\r\nitem2.EMAIL;TYPE=pref:c@d.test\r\n"),
		  "name=O;email=c@d.test;kind=person;"
		  "note=email: a@b.test;\n" },
		{ "a fax is no telephone where there is another",
		  CARD("FN:O\r\nTEL;FAX:1\r\nTEL;HOME:2\r\n"),
		  "name=O;phone=2;kind=person;note=tel: 1;\n" },
		{ "addresses of version 4, in URIs",
		  CARD("VERSION:4.0\r\nFN:O\r\nTEL;VALUE=uri:tel:+1-555;"
		  "ext=5\r\nBDAY:19770429\r\n"),
		  "name=O;phone=+1-555 ext. 5;birthday=1977-04-29;"
		  "kind=person;\n" },
		{ "a birthday without its year is only noted",
		  CARD("FN:O\r\nBDAY:--0203\r\n"),
		  "name=O;kind=person;note=birthday: --0203;\n" },
		{ "a firm is one by its kind, or by having no other name",
		  CARD("FN:Alfa\r\nORG:Alfa;Sales\r\n"),
		  "name=Alfa;kind=organisation;note=org: Sales;\n" },
		{ "a person is never a firm of the same name",
		  CARD("VERSION:4.0\r\nKIND:individual\r\nFN:A\r\nORG:A\r\n"),
		  "name=A;kind=person;organisation=A;\n" },
		{ "a card without a name bears what it has",
		  CARD("EMAIL:a@b.test\r\nPHOTO;ENCODING=b:AAAA\r\n AAAA\r\n"),
		  "email=a@b.test;name=a@b.test;kind=person;\n" },
		{ "a card in a card is not taken, its rest is",
		  CARD("FN:Outer\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:Inner\r\n"
		  "END:VCARD\r\nTITLE:T\r\n"),
		  "name=Outer;position=T;kind=person;\n" },
		{ "the last card need not end",
		  "BEGIN:VCARD\nFN:A\nEND:VCARD\n\nBEGIN:VCARD\nFN:B",
		  "name=A;kind=person;\nname=B;kind=person;\n" }
	};

	for (size_t i = 0; i < sizeof(cards) / sizeof(*cards); i++) {
		const char	*got = of_text(a, cards[i].card, "UTF-8");

		check(str_eq(got, cards[i].want), cards[i].fact);
		if (!str_eq(got, cards[i].want))
			printf("# %s\n", got);
	}
	check(str_eq(of_text(a, CARD("FN:\xcf\xe5\xf2\xf0\xee\r\n"),
	    "CP1251"), "name=Петро;kind=person;\n"),
	    "a file in another encoding that does not say so");
	check(vcard_looks("\xef\xbb\xbf begin:vcard", 15) &&
	    !vcard_looks("name;phone\n", 11), "files of cards are known");
}

static void
test_back(struct arena *a)
{
	static const char *const	 names[] = {
		"id", "kind", "name", "organisation", "position", "phone",
		"email", "street", "city", "country", "birthday", "note",
		"reg_no"
	};
	static const char *const	 values[] = {
		"7", "person", "Гриценко; Вікторія, \\ наша", "ТОВ «Дуже довга "
		"назва, яка не вміщується в рядок»", "Директорка",
		"+380 67 123-45-67", "v@example.com", "вул. Довга, 1; кв. 2",
		"Київ", "Україна", "1980-03-12", "один\nдва; три", "00012345"
	};

	for (int version = 3; version <= 4; version++) {
		struct str	 out;
		const char	*got;
		int		 fits = 1, widest = 0, width = 0;

		str_init(&out, a);
		vcard_put(&out, version, names, values, 13);
		got = of_text(a, out.s, "UTF-8");
		for (size_t i = 0; i < 13; i++)
			fits = fits && strstr(got, arena_fmt(a, "%s=%s;",
			    names[i], values[i])) != NULL;
		check(fits, arena_fmt(a, "a card of version %d comes back as "
		    "it went", version));
		for (const char *s = out.s; *s != '\0'; s++) {
			width = *s == '\n' ? 0 : width + 1;
			widest = width > widest ? width : widest;
		}
		check(widest <= 76, "its lines are folded");
	}
}

/* ---- those of others */

static void
test_file(struct arena *a, const char *dir, const char *name, size_t cards)
{
	FILE		*f = fopen(arena_fmt(a, "%s/%s.vcf", dir, name), "rb");
	size_t		 n = 0;
	const char	*got = f != NULL ? all(a, f, "UTF-8", &n) : "";

	if (n != cards)
		printf("# %zu cards: %s\n", n, got);
	check(n == cards && strstr(got, "name=") != NULL,
	    arena_fmt(a, "every card of %s is read", name));
	if (f != NULL)
		fclose(f);
}

static void
test_fixtures(struct arena *a, const char *dir)
{
	static const struct {
		const char	*name;
		size_t		 cards;
	}	 files[] = {
		{ "vcard_ez/John_Doe_ANDROID", 6 },
		{ "vcard_ez/John_Doe_BLACK_BERRY", 1 },
		{ "vcard_ez/John_Doe_EVOLUTION", 1 },
		{ "vcard_ez/John_Doe_GMAIL", 1 },
		{ "vcard_ez/John_Doe_IPHONE", 1 },
		{ "vcard_ez/John_Doe_LOTUS_NOTES", 1 },
		{ "vcard_ez/John_Doe_MAC_ADDRESS_BOOK", 1 },
		{ "vcard_ez/John_Doe_MS_OUTLOOK", 1 },
		{ "vcard_ez/fullcontact", 1 }, { "vcard_ez/gmail-list", 3 },
		{ "vcard_ez/gmail-single", 1 },
		{ "vcard_ez/gmail-single2", 1 }, { "vcard_ez/issue114", 1 },
		{ "vcard_ez/outlook-2003", 1 },
		{ "vcard_ez/outlook-2007", 1 },
		{ "vcard_ez/rfc2426-example", 2 },
		{ "vcard_ez/rfc6350-example", 1 },
		{ "vcard_ez/thunderbird-MoreFunctionsForAddressBook-"
		  "extension", 1 },
		{ "vcard_node/empty-lines", 1 },
		{ "vcard_node/multiple", 3 },
		{ "vcard_node/quoted-list", 1 },
		{ "vcard_node/vcard-2.1", 1 }, { "vcard_node/vcard-3.0", 1 },
		{ "vcard_node/vcard-4.0", 1 }, { "vcard_node/xing", 1 }
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		test_file(a, dir, files[i].name, files[i].cards);
}

int
main(void)
{
	struct arena	*a = arena_new();
	const char	*dir = getenv("KARTOTEKA_FIXTURES");
	FILE		*f;

	if (dir == NULL)
		dir = "../shared/fixtures";
	test_rules(a);
	test_back(a);
	f = fopen(arena_fmt(a, "%s/README.md", dir), "r");
	if (f == NULL) {
		printf("ok %d - cards of others # SKIP no %s, set "
		    "KARTOTEKA_FIXTURES\n", ++ntests, dir);
	} else {
		fclose(f);
		test_fixtures(a, dir);
	}
	arena_free(a);
	return done();
}
