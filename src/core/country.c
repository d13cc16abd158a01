/* country.c: names of countries. */
#include <string.h>

#include "core/country.h"

const struct choice country_choices[] = {
	{ "AR", N_("Argentina"), NULL },
	{ "AM", N_("Armenia"), NULL },
	{ "AU", N_("Australia"), NULL },
	{ "AT", N_("Austria"), NULL },
	{ "AZ", N_("Azerbaijan"), NULL },
	{ "BY", N_("Belarus"), NULL },
	{ "BE", N_("Belgium"), NULL },
	{ "BA", N_("Bosnia and Herzegovina"), NULL },
	{ "BR", N_("Brazil"), NULL },
	{ "BG", N_("Bulgaria"), NULL },
	{ "CA", N_("Canada"), NULL },
	{ "CL", N_("Chile"), NULL },
	{ "CN", N_("China"), NULL },
	{ "HR", N_("Croatia"), NULL },
	{ "CY", N_("Cyprus"), NULL },
	{ "CZ", N_("Czechia"), NULL },
	{ "DK", N_("Denmark"), NULL },
	{ "EE", N_("Estonia"), NULL },
	{ "FI", N_("Finland"), NULL },
	{ "FR", N_("France"), NULL },
	{ "GE", N_("Georgia"), NULL },
	{ "DE", N_("Germany"), NULL },
	{ "GR", N_("Greece"), NULL },
	{ "HU", N_("Hungary"), NULL },
	{ "IS", N_("Iceland"), NULL },
	{ "IN", N_("India"), NULL },
	{ "IE", N_("Ireland"), NULL },
	{ "IL", N_("Israel"), NULL },
	{ "IT", N_("Italy"), NULL },
	{ "JP", N_("Japan"), NULL },
	{ "KZ", N_("Kazakhstan"), NULL },
	{ "LV", N_("Latvia"), NULL },
	{ "LT", N_("Lithuania"), NULL },
	{ "LU", N_("Luxembourg"), NULL },
	{ "MT", N_("Malta"), NULL },
	{ "MX", N_("Mexico"), NULL },
	{ "MD", N_("Moldova"), NULL },
	{ "ME", N_("Montenegro"), NULL },
	{ "NL", N_("Netherlands"), NULL },
	{ "NZ", N_("New Zealand"), NULL },
	{ "MK", N_("North Macedonia"), NULL },
	{ "NO", N_("Norway"), NULL },
	{ "PL", N_("Poland"), NULL },
	{ "PT", N_("Portugal"), NULL },
	{ "RO", N_("Romania"), NULL },
	{ "RU", N_("Russia"), NULL },
	{ "RS", N_("Serbia"), NULL },
	{ "SK", N_("Slovakia"), NULL },
	{ "SI", N_("Slovenia"), NULL },
	{ "ES", N_("Spain"), NULL },
	{ "SE", N_("Sweden"), NULL },
	{ "CH", N_("Switzerland"), NULL },
	{ "TR", N_("Turkey"), NULL },
	{ "UA", N_("Ukraine"), NULL },
	{ "AE", N_("United Arab Emirates"), NULL },
	{ "GB", N_("United Kingdom"), NULL },
	{ "US", N_("United States"), NULL },
	{ "UZ", N_("Uzbekistan"), NULL },
	{ 0 }
};

const char *
country_name(const char *code)
{
	for (const struct choice *c = country_choices; c->code != NULL; c++)
		if (strcmp(c->code, code) == 0)
			return t(c->label);
	return code;
}
