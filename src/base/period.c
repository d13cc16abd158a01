/* period.c: spans of days that move with the calendar. */
#include <string.h>

#include "base/date.h"
#include "base/period.h"
#include "base/str.h"

static struct period
weeks(int32_t today, int n)
{
	int32_t	 monday = today - (date_weekday(today) - 1) + 7 * n;

	return (struct period){ monday, monday + 6 };
}

/* The nth span of so many months from the one that holds today. */
static struct period
months(int32_t today, int months, int n)
{
	int32_t	 first = date_month_start(today);

	first = date_add_months(first,
	    -((date_split(first).month - 1) % months) + n * months);
	return (struct period){ first,
	    date_month_end(date_add_months(first, months - 1)) };
}

/* "30-days" behind "last-" and "next-". */
static enum err
days(const char *s, int32_t today, int n, struct period *out)
{
	const char	*dash = strchr(s, '-');
	int64_t		 many;
	char		 digits[8] = "";

	if (dash == NULL || strcmp(dash, "-days") != 0 ||
	    (size_t)(dash - s) >= sizeof(digits))
		return ERR_INVALID;
	memcpy(digits, s, (size_t)(dash - s));
	if (str_int64(digits, &many) != OK || many < 1 || many > PERIOD_DAYS)
		return ERR_INVALID;
	*out = (struct period){ today, today };
	if (n < 0)
		out->from = today - (int32_t)many + 1;
	else
		out->to = today + (int32_t)many - 1;
	return OK;
}

static enum err
span(const char *s, int32_t today, int n, struct period *out)
{
	if (strcmp(s, "week") == 0)
		*out = weeks(today, n);
	else if (strcmp(s, "month") == 0)
		*out = months(today, 1, n);
	else if (strcmp(s, "quarter") == 0)
		*out = months(today, 3, n);
	else if (strcmp(s, "year") == 0)
		*out = months(today, 12, n);
	else
		return n == 0 ? ERR_INVALID : days(s, today, n, out);
	return OK;
}

enum err
period_read(const char *word, int32_t today, struct period *out)
{
	static const struct {
		const char	*word;
		int32_t		 days;
	}		 single[] = {
		{ "today", 0 }, { "yesterday", -1 }, { "tomorrow", 1 }
	};
	static const struct {
		const char	*begins;
		int		 n;
	}		 spans[] = {
		{ "this-", 0 }, { "last-", -1 }, { "next-", 1 }
	};

	for (size_t i = 0; i < sizeof(single) / sizeof(*single); i++)
		if (strcmp(word, single[i].word) == 0) {
			out->from = out->to = today + single[i].days;
			return OK;
		}
	for (size_t i = 0; i < sizeof(spans) / sizeof(*spans); i++)
		if (str_starts(word, spans[i].begins))
			return span(word + strlen(spans[i].begins), today,
			    spans[i].n, out);
	return ERR_INVALID;
}
