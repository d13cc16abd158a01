/* date.c: dates that are written are read the same. */
#include "base/date.h"
#include "tests/fuzz/fuzz.h"

static void
look_date(struct arena *mem, int32_t d)
{
	static const char *const	 langs[] = { "uk", "ru" };
	struct date_parts		 p = date_split(d);
	int32_t				 again;

	must(date_make(p.year, p.month, p.day, &again) == OK && again == d,
	    "parts make the date");
	must(date_parse(date_iso(mem, d), &again) == OK && again == d,
	    "an ISO date is read back");
	for (size_t i = 0; i < 2; i++)
		must(date_parse(date_format(mem, d, langs[i]), &again) == OK
		    && again == d, "a date for the eye is read back");
	must(strlen(date_format(mem, d, "en")) > 9, "in English, too");
	must(date_weekday(d) >= 1 && date_weekday(d) <= 7,
	    "a week has seven days");
	must(date_month_start(d) <= d && date_month_end(d) >= d,
	    "a month holds its days");
	if (p.year > 1900 && p.year < 2900)
		must(date_add_months(date_add_months(date_month_start(d),
		    p.day), -p.day) == date_month_start(d),
		    "months there are months back");
}

static void
look_time(struct arena *mem, const struct date_time *t)
{
	struct date_time	 again = date_time_of_s(date_time_to_s(t));

	must(again.year == t->year && again.month == t->month &&
	    again.day == t->day && again.hour == t->hour &&
	    again.minute == t->minute && again.second == t->second,
	    "a moment has its clock");
	must(strlen(date_time_iso(mem, date_time_to_s(t))) == 20,
	    "and its text");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena		*mem = arena_new();
	char			*s = fuzz_text(mem, data, size);
	struct date_time	 t;
	int32_t			 d;
	int64_t			 at = 0;

	if (date_parse(s, &d) == OK)
		look_date(mem, d);
	if (date_time_parse(s, &t) == OK)
		look_time(mem, &t);
	memcpy(&at, data, size < 8 ? size : 8);
	at %= (int64_t)1 << 36;
	must(date_of_s(at) * (int64_t)86400 <= at, "a day begins before it");
	t = date_time_of_s(at);
	must(date_time_to_s(&t) == at, "a clock gives its moment");
	arena_free(mem);
	return 0;
}
