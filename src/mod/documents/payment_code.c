/* payment_code.c: what the QR code of a payment says. */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/decimal.h"
#include "base/str.h"
#include "base/utf8.h"
#include "mod/documents/payment_code.h"

#define AMOUNT_MAX	INT64_C(99999999999)
#define NAME_MAX	70
#define PURPOSE_MAX	140

const char *
iban_clean(struct arena *mem, const char *s)
{
	char		*out, *to;
	size_t		 i, n;
	unsigned	 rest = 0;

	s = str_trim(mem, s);
	out = to = arena_alloc(mem, strlen(s) + 1);
	for (; *s != '\0'; s++) {
		if (*s == ' ')
			continue;
		if ((unsigned char)*s >= 0x80 || !isalnum((unsigned char)*s))
			return NULL;
		*to++ = (char)toupper((unsigned char)*s);
	}
	n = (size_t)(to - out);
	if (n < 15 || n > 34 || !isalpha((unsigned char)out[0]) ||
	    !isalpha((unsigned char)out[1]) ||
	    (str_starts(out, "UA") && n != 29))
		return NULL;
	for (i = 0; i < n; i++) {
		char	 c = out[(i + 4) % n];

		rest = isdigit((unsigned char)c) ?
		    (rest * 10 + (unsigned)(c - '0')) % 97 :
		    (rest * 100 + (unsigned)(c - 'A' + 10)) % 97;
	}
	return rest == 1 ? out : NULL;
}

/* s as one line of at most max characters, cut where a word ends. */
static const char *
one_line(struct arena *mem, const char *s, size_t max)
{
	char		*line = arena_strdup(mem, str_trim(mem, s)), *p;
	const char	*cut;
	size_t		 n;

	for (p = line; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	if (utf8_length(line) <= max)
		return line;
	cut = utf8_truncate(mem, line, max);
	n = strlen(cut);
	p = line[n] == ' ' ? line + n : strrchr(arena_strdup(mem, cut), ' ');
	if (p == NULL || p == line + n)
		return cut;
	return str_trim(mem, utf8_truncate(mem, cut,
	    utf8_length(cut) - utf8_length(p)));
}

/* n bytes in base64url without padding (RFC 4648, 5). */
static const char *
base64url(struct arena *mem, const char *s, size_t n)
{
	static const char	 digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789-_";
	char			*out = arena_alloc(mem, n / 3 * 4 + 5);
	char			*to = out;
	size_t			 i, k;

	for (i = 0; i < n; i += 3) {
		uint32_t	 v = 0;

		for (k = 0; k < 3; k++)
			v = v << 8 | (i + k < n ? (unsigned char)s[i + k] : 0);
		for (k = 0; k < 4 && i + k <= n; k++)
			*to++ = digits[v >> (18 - 6 * k) & 63];
	}
	return out;
}

/* Digits only, 8 to 10 of them. */
static bool
reg_no_valid(const char *s)
{
	size_t	 n = s != NULL ? strlen(s) : 0;

	return n >= 8 && n <= 10 && strspn(s, "0123456789") == n;
}

/* Thirteen lines, wrapped into an address. */
static enum err
nbu_text(struct arena *mem, const struct qr_payment *p, const char *name,
    const char *iban, const char **text)
{
	const char	*lines, *reg_no = str_trim(mem, p->reg_no);

	if (!str_starts(iban, "UA") || !reg_no_valid(reg_no))
		return ERR_INVALID;
	lines = arena_fmt(mem, "BCD\n002\n1\nUCT\n\n%s\n%s\nUAH%s\n%s\n\n\n"
	    "%s\n\n", name, iban, decimal_plain(mem, p->amount, 2, 1), reg_no,
	    one_line(mem, p->purpose, PURPOSE_MAX));
	*text = arena_fmt(mem, "https://bank.gov.ua/qr/%s",
	    base64url(mem, lines, strlen(lines)));
	return OK;
}

enum err
qr_payment_text(struct arena *mem, const struct qr_payment *p,
    const char **text)
{
	const char	*name = one_line(mem, p->name, NAME_MAX);
	const char	*iban = iban_clean(mem, p->iban);

	if (iban == NULL || *name == '\0' || p->amount < 1 ||
	    p->amount > AMOUNT_MAX)
		return ERR_INVALID;
	if (str_eq(p->currency, "UAH"))
		return nbu_text(mem, p, name, iban, text);
	if (!str_eq(p->currency, "EUR"))
		return ERR_INVALID;
	*text = arena_fmt(mem, "BCD\n002\n1\nSCT\n%s\n%s\n%s\nEUR%s\n\n\n%s",
	    str_trim(mem, p->bic), name, iban,
	    decimal_plain(mem, p->amount, 2, 1),
	    one_line(mem, p->purpose, PURPOSE_MAX));
	return OK;
}
