/* urlencoded.c: names and values of a query or of a plain form. */
#include <string.h>

#include "base/utf8.h"
#include "core/form.h"

#define PAIRS_MAX	5000
#define NAME_MAX_BYTES	200

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * Decode n bytes of s: + is a blank, %XX a byte.  NULL for a bad escape, and
 * for what is not text.
 */
static char *
text_decode(struct arena *mem, const char *s, size_t n)
{
	char	*text = arena_alloc(mem, n + 1), *to = text;
	size_t	 i;
	int	 high, low;

	for (i = 0; i < n; i++) {
		if (s[i] != '%') {
			*to++ = s[i] == '+' ? ' ' : s[i];
			continue;
		}
		high = i + 2 < n ? hex_digit(s[i + 1]) : -1;
		low = i + 2 < n ? hex_digit(s[i + 2]) : -1;
		if (high < 0 || low < 0)
			return NULL;
		*to++ = (char)(high * 16 + low);
		i += 2;
	}
	if (!utf8_valid(text, (size_t)(to - text)) || utf8_has_control(text))
		return NULL;
	return text;
}

/* One pair, n bytes. */
static enum err
pair_parse(struct arena *mem, const char *s, size_t n, struct param *p)
{
	const char	*eq = memchr(s, '=', n);
	size_t		 k = eq != NULL ? (size_t)(eq - s) : n;

	p->name = text_decode(mem, s, k);
	p->value = eq != NULL ? text_decode(mem, eq + 1, n - k - 1) : "";
	if (p->name == NULL || p->value == NULL)
		return ERR_MALFORMED;
	return strlen(p->name) > NAME_MAX_BYTES ? ERR_MALFORMED : OK;
}

enum err
form_parse(struct arena *mem, const char *s, size_t n,
    const struct param **list)
{
	const struct param	 *first = NULL, **at = &first;
	struct param		*p;
	size_t			 k, pairs = 0;
	const char		*amp;
	enum err		 e;

	for (; n > 0; s += k, n -= k) {
		amp = memchr(s, '&', n);
		k = amp != NULL ? (size_t)(amp - s) : n;
		if (k > 0) {
			if (++pairs > PAIRS_MAX)
				return ERR_TOOBIG;
			p = arena_alloc(mem, sizeof(*p));
			if ((e = pair_parse(mem, s, k, p)) != OK)
				return e;
			*at = p;
			at = &p->next;
		}
		k += amp != NULL;
	}
	*at = *list;
	*list = first;
	return OK;
}
