/* What base/ids promises. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/ids.h"
#include "tests/unit/tap.h"

/* One predicate, with numbers that are and are not valid. */
static const struct {
	const char	*fact;
	int		(*valid)(const char *);
	const char	*good[9], *bad[10];
} rows[] = {
	{ "the code of a Ukrainian firm", edrpou_valid,
	    { "32855961", "14360570", "00032129", "10787917", "33912124" },
	    { "", "3285596", "328559610", "32855962", "23855961", "3285596a",
	      "00000000", "29561729", " 32855961" } },
	{ "a person's tax number", rnokpp_valid,
	    { "3184710691", "2824387916", "2379127488" },
	    { "", "318471069", "3184710692", "31847106910", "3184710961",
	      "0000000000", "318471069x" } },
	{ "the number of a Ukrainian VAT payer", ua_vat_valid,
	    { "123456789012", "3184710691" },
	    { "", "12345678901", "3184710692", "000000000000",
	      "1234567890123", "UA3456789012" } },
	{ "an account number", iban_valid,
	    { "UA213223130000026007233566001", "DE89370400440532013000",
	      "GB82 WEST 1234 5698 7654 32", "gb82west12345698765432",
	      "NO9386011117947", "FR1420041010050500013M02606",
	      "UA21 3223 1300 0002 6007 2335 6600 1",
	      "MT84MALT011000012345MTLCAST001S" },
	    { "", "UA", "UA213223130000026007233566002",
	      "UA21322313000002600723356600", "XX213223130000026007233566001",
	      "DE8937040044053201300", "DE8937040044053201300Ї",
	      "GB82-WEST-1234-5698-7654-32", "DEA9370400440532013000",
	      "UA2132231300000260072335660011111111111" } },
	{ "the number of an EU VAT payer", eu_vat_valid,
	    { "DE123456789", "ATU12345678", "EL123456789", "FRK7123456789",
	      "NL123456789B01", "LV12345678901", "IE1A23456B", "RO18547290",
	      "XI123456789" },
	    { "", "DE", "DE12345678", "DE1234567890", "AT12345678",
	      "GR123456789", "de123456789", "UA123456789", "LX123456789",
	      "DE12345678A" } },
};

static void
test_rows(struct arena *a)
{
	size_t	 i, k;
	int	 ok;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ok = !rows[i].valid(NULL);
		for (k = 0; k < 9 && rows[i].good[k] != NULL; k++)
			if (!rows[i].valid(rows[i].good[k])) {
				printf("# refused: %s\n", rows[i].good[k]);
				ok = 0;
			}
		for (k = 0; k < 10 && rows[i].bad[k] != NULL; k++)
			if (rows[i].valid(rows[i].bad[k])) {
				printf("# accepted: %s\n", rows[i].bad[k]);
				ok = 0;
			}
		check(ok, arena_fmt(a, "%s is known from others",
		    rows[i].fact));
	}
}

/* A valid number with one digit changed, or two neighbours swapped. */
static void
test_slips(void)
{
	char	 iban[] = "UA213223130000026007233566001", c;
	size_t	 i;
	int	 ok = 1;

	for (i = 2; iban[i] != '\0'; i++) {
		c = iban[i];
		iban[i] = (char)('0' + (c - '0' + 1) % 10);
		ok &= !iban_valid(iban);
		iban[i] = c;
	}
	for (i = 2; iban[i + 1] != '\0'; i++) {
		if (iban[i] == iban[i + 1])
			continue;
		c = iban[i];
		iban[i] = iban[i + 1];
		iban[i + 1] = c;
		ok &= !iban_valid(iban);
		iban[i + 1] = iban[i];
		iban[i] = c;
	}
	check(ok, "a slip of the finger in an account number is noticed");
}

static int
agrees(const json_t *contact, const char *id, const char *truth,
    int (*valid)(const char *))
{
	return valid(json_string_value(json_object_get(contact, id))) ==
	    json_is_true(json_object_get(contact, truth));
}

static void
test_fixtures(const char *dir)
{
	struct arena	*a = arena_new();
	json_t		*all = json_load_file(arena_fmt(a,
			     "%s/ua_contacts/truth.json", dir), 0, NULL);
	const json_t	*contact;
	size_t		 i;
	int		 ok = 1;

	arena_free(a);
	if (all == NULL) {
		printf("ok %d - numbers of 90 contacts # SKIP no %s, set "
		    "KARTOTEKA_FIXTURES\n", ++ntests, dir);
		return;
	}
	json_array_foreach(all, i, contact)
		ok &= agrees(contact, "edrpou", "edrpou_valid",
		    edrpou_valid) &&
		    agrees(contact, "ipn", "ipn_valid", rnokpp_valid) &&
		    agrees(contact, "iban", "iban_valid", iban_valid);
	check(ok && json_array_size(all) == 90,
	    "which of 90 contacts' numbers are valid is known");
	json_decref(all);
}

int
main(void)
{
	struct arena	*a = arena_new();
	const char	*dir = getenv("KARTOTEKA_FIXTURES");

	test_rows(a);
	test_slips();
	test_fixtures(dir != NULL ? dir : "../shared/fixtures");
	arena_free(a);
	return done();
}
