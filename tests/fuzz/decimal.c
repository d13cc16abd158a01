/* decimal.c: a scale by the first byte, then a number or an amount. */
#include "base/decimal.h"
#include "base/money.h"
#include "tests/fuzz/fuzz.h"

static const char *const	 langs[] = { "uk", "ru", "en" };

static void
look_decimal(struct arena *mem, int64_t v, int scale)
{
	int64_t	 again;

	for (size_t i = 0; i < 3; i++) {
		must(decimal_parse_as(decimal_format(mem, v, scale, langs[i]),
		    scale, langs[i], &again) == OK && again == v,
		    "a number for the eye is read back");
		must(decimal_parse_as(decimal_format_trim(mem, v, scale,
		    langs[i]), scale, langs[i], &again) == OK && again == v,
		    "and without its zeros");
	}
	/* With a scale below 3 nothing plain is ambiguous. */
	must(decimal_parse(decimal_plain(mem, v, scale, 1), scale, &again)
	    == OK && again == v, "a number for machines is read back");
}

static void
look_money(struct arena *mem, const char *s)
{
	static const char *const	 codes[] = { "UAH", "EUR", "JPY",
					    "KWD", "PLN" };
	int64_t				 v, again;

	for (size_t i = 0; i < 15; i++) {
		const char	*code = codes[i / 3], *lang = langs[i % 3];

		if (money_parse(s, code, lang, &v) != OK)
			continue;
		must(money_parse(money_format(mem, v, code, lang,
		    MONEY_FULL), code, lang, &again) == OK && again == v,
		    "an amount for the eye is read back");
		must(money_parse(money_plain(mem, v, code), code, NULL,
		    &again) == OK && again == v,
		    "an amount for machines is read back");
		must(*money_format(mem, v, code, lang, MONEY_WHOLE) != '\0',
		    "and is shown whole");
	}
}

static void
look_muldiv(const uint8_t *data)
{
	int64_t		 v[3], out;
	__int128	 p, half;

	memcpy(v, data, sizeof(v));
	if (decimal_muldiv(v[0], v[1], v[2], &out) != OK)
		return;
	p = (__int128)v[0] * v[1] - (__int128)out * v[2];
	half = v[2] < 0 ? -(__int128)v[2] : v[2];
	must((p < 0 ? -p : p) * 2 <= half, "a quotient is the nearest");
}

static void
look_split(const uint8_t *data, size_t size)
{
	int64_t	 total, weights[8] = { 0 }, out[8], sum = 0;

	memcpy(&total, data, 8);
	total >>= data[8] & 31;
	for (size_t i = 0; i < 8 && 9 + i < size; i++)
		weights[i] = (int64_t)data[9 + i] * data[9 + i] * 1000;
	if (money_split_by(total, weights, 8, out) != OK)
		return;
	for (size_t i = 0; i < 8; i++)
		sum += out[i];
	must(sum == total, "parts make the whole");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	int64_t		 v;
	int		 scale;
	char		*s;

	if (size > 0) {
		scale = *data % (DECIMAL_SCALE_MAX + 1);
		s = fuzz_text(mem, data + 1, size - 1);
		if (decimal_parse(s, scale, &v) == OK)
			look_decimal(mem, v, scale);
		for (size_t i = 0; i < 3; i++)
			if (decimal_parse_as(s, scale, langs[i], &v) == OK)
				look_decimal(mem, v, scale);
		look_money(mem, s);
		if (size >= 24)
			look_muldiv(data);
		if (size >= 10)
			look_split(data, size);
	}
	arena_free(mem);
	return 0;
}
