/* units.c: units of measure, and what VAT goods bear. */
#include <string.h>

#include "base/decimal.h"
#include "base/str.h"
#include "base/vat.h"
#include "core/site.h"
#include "mod/products/products.h"

const struct choice unit_choices[] = {
	{ "H87", N_("pc"), NULL },
	{ "C62", N_("unit"), NULL },
	{ "E48", N_("service"), NULL },
	{ "HUR", N_("hour"), NULL },
	{ "DAY", N_("day"), NULL },
	{ "WEE", N_("week"), NULL },
	{ "MON", N_("month"), NULL },
	{ "ANN", N_("year"), NULL },
	{ "KGM", N_("kg"), NULL },
	{ "GRM", N_("g"), NULL },
	{ "TNE", N_("t"), NULL },
	{ "LTR", N_("l"), NULL },
	{ "MLT", N_("ml"), NULL },
	{ "MTR", N_("m"), NULL },
	{ "CMT", N_("cm"), NULL },
	{ "MMT", N_("mm"), NULL },
	{ "KMT", N_("km"), NULL },
	{ "MTK", N_("m²"), NULL },
	{ "MTQ", N_("m³"), NULL },
	{ "SET", N_("set"), NULL },
	{ "PR", N_("pair"), NULL },
	{ "XPK", N_("package"), NULL },
	{ "XBX", N_("box"), NULL },
	{ "XBG", N_("bag"), NULL },
	{ "XBO", N_("bottle"), NULL },
	{ "XRO", N_("roll"), NULL },
	{ "KWH", N_("kWh"), NULL },
	{ 0 }
};

const struct choice vat_choices[] = {
	{ "S20", N_("20 %"), NULL },
	{ "S14", N_("14 %"), NULL },
	{ "S7", N_("7 %"), NULL },
	{ "Z", N_("0 %"), NULL },
	{ "E", N_("exempt"), NULL },
	{ "AE", N_("reverse charge"), NULL },
	{ "K", N_("0 %, within the EU"), NULL },
	{ "G", N_("0 %, export"), NULL },
	{ "O", N_("without VAT"), NULL },
	{ 0 }
};

/*
 * Standard rates by country.  Source: European Commission, Taxes in Europe
 * database, rates of 2025-12; national laws for the others.
 */
static const struct {
	char	 country[3];
	char	 code[6];
} standard[] = {
	{ "AT", "S20" }, { "BE", "S21" }, { "BG", "S20" }, { "CH", "S8.1" },
	{ "CY", "S19" }, { "CZ", "S21" }, { "DE", "S19" }, { "DK", "S25" },
	{ "EE", "S24" }, { "ES", "S21" }, { "FI", "S25.5" }, { "FR", "S20" },
	{ "GB", "S20" }, { "GE", "S18" }, { "GR", "S24" }, { "HR", "S25" },
	{ "HU", "S27" }, { "IE", "S23" }, { "IT", "S22" }, { "KZ", "S12" },
	{ "LT", "S21" }, { "LU", "S17" }, { "LV", "S21" }, { "MD", "S20" },
	{ "MT", "S18" }, { "NL", "S21" }, { "NO", "S25" }, { "PL", "S23" },
	{ "PT", "S23" }, { "RO", "S21" }, { "SE", "S25" }, { "SI", "S22" },
	{ "SK", "S23" }, { "TR", "S20" }, { "UA", "S20" }
};

static const struct choice *
choice_find(const struct choice *c, const char *code)
{
	for (; c->code != NULL; c++)
		if (strcmp(c->code, code) == 0)
			return c;
	return NULL;
}

const char *
unit_label(enum lang lang, const char *code)
{
	const struct choice	*c;

	if (code == NULL)
		return "";
	c = choice_find(unit_choices, code);
	return c != NULL ? t_in(lang, c->label) : code;
}

const char *
vat_label(struct arena *mem, const char *code)
{
	const struct choice	*c;
	struct doc_tax		 tax;

	if (code == NULL)
		return "";
	c = choice_find(vat_choices, code);
	if (c != NULL)
		return t(c->label);
	if (doc_tax_parse(code, &tax) != OK || tax.category[0] != 'S')
		return code;
	return arena_fmt(mem, "%s\u00a0%%", decimal_format_trim(mem,
	    tax.rate, 6, lang_code(i18n_lang())));
}

bool
unit_valid(const char *code)
{
	size_t	 n = strlen(code);

	return n >= 2 && n <= 3 && n == strspn(code,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}

const char *
vat_standard(const struct work *w)
{
	const struct site	*s = w->site;

	if (s == NULL || s->vat_no == NULL || s->vat_no[0] == '\0')
		return "O";
	for (size_t i = 0; i < sizeof(standard) / sizeof(standard[0]); i++)
		if (str_eq(standard[i].country, s->country))
			return standard[i].code;
	return "S20";
}
