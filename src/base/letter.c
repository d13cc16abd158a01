/* letter.c: a letter as mail servers take it. */
#include <string.h>

#include "base/crypto.h"
#include "base/date.h"
#include "base/letter.h"
#include "base/str.h"
#include "base/utf8.h"

#define ADDRESS_MAX	254	/* RFC 5321, 4.5.3.1.3 with its brackets */
#define LOCAL_MAX	64
#define PLAIN_MAX	60	/* longer header text is encoded and folded */
#define WORD_BYTES	39	/* of text in one encoded word: 64 bytes of it */
#define LINE_BYTES	57	/* of text in one line of base64: 76 of it */

/* ---- what may stand in it */

static bool
is_atom(char c)
{
	return c != '\0' && (strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL ||
	    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z'));
}

static bool
is_host(char c)
{
	return c == '-' || c == '.' || (c >= '0' && c <= '9') ||
	    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* No dot at an end, nor two together. */
static bool
dots_fit(const char *s, size_t n)
{
	if (n == 0 || s[0] == '.' || s[n - 1] == '.')
		return false;
	for (size_t i = 1; i < n; i++)
		if (s[i] == '.' && s[i - 1] == '.')
			return false;
	return true;
}

bool
letter_address(const char *s)
{
	const char	*at = s != NULL ? strchr(s, '@') : NULL;

	if (at == NULL || strlen(s) > ADDRESS_MAX ||
	    (size_t)(at - s) > LOCAL_MAX)
		return false;
	for (const char *c = s; c < at; c++)
		if (!is_atom(*c))
			return false;
	for (const char *c = at + 1; *c != '\0'; c++)
		if (!is_host(*c))
			return false;
	return dots_fit(s, (size_t)(at - s)) &&
	    dots_fit(at + 1, strlen(at + 1));
}

bool
letter_line(const char *s)
{
	for (const char *c = s; *c != '\0'; c++)
		if ((unsigned char)*c < ' ')
			return false;
	return utf8_valid(s, strlen(s)) && !utf8_has_control(s);
}

/* ---- headers */

static bool
is_plain(const char *s)
{
	for (const char *c = s; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			return false;
	return strlen(s) <= PLAIN_MAX && strstr(s, "=?") == NULL;
}

/* Encoded words, each of whole characters, one a line.  RFC 2047, 5. */
static void
words_add(struct str *out, const char *s)
{
	size_t	 n = strlen(s), k;

	for (bool first = true; n > 0; first = false, s += k, n -= k) {
		k = n < WORD_BYTES ? n : WORD_BYTES;
		while (k < n && ((unsigned char)s[k] & 0xc0) == 0x80)
			k--;
		str_fmt(out, "%s=?UTF-8?B?%s?=", first ? "" : "\r\n ",
		    crypto_base64(out->mem, s, k));
	}
}

/* "Name <address>", or the address alone. */
static void
mailbox_add(struct str *out, const char *header, const char *name,
    const char *address)
{
	str_fmt(out, "%s: ", header);
	if (name == NULL || *name == '\0') {
		str_fmt(out, "%s\r\n", address);
		return;
	}
	if (is_plain(name)) {
		str_addc(out, '"');
		for (const char *c = name; *c != '\0'; c++) {
			if (*c == '"' || *c == '\\')
				str_addc(out, '\\');
			str_addc(out, *c);
		}
		str_addc(out, '"');
	} else
		words_add(out, name);
	str_fmt(out, "\r\n <%s>\r\n", address);
}

/* RFC 5322, 3.3; in UTC. */
static void
date_add(struct str *out, int64_t at_s)
{
	static const char *const	 days[] = {
		"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"
	};
	static const char *const	 months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec"
	};
	struct date_time		 t = date_time_of_s(at_s);

	str_fmt(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n",
	    days[date_weekday(date_of_s(at_s)) - 1], t.day,
	    months[t.month - 1], t.year, t.hour, t.minute, t.second);
}

/* ---- the text */

/* With CR LF, in base64; lines of the network, whatever the text's are. */
static void
text_add(struct str *out, const char *text)
{
	struct str	 s;

	str_init(&s, out->mem);
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\r')
			continue;
		if (*c == '\n')
			str_addc(&s, '\r');
		str_addc(&s, *c);
	}
	for (size_t i = 0; i < s.n; i += LINE_BYTES) {
		size_t	 k = s.n - i < LINE_BYTES ? s.n - i : LINE_BYTES;

		str_fmt(out, "%s\r\n", crypto_base64(out->mem, s.s + i, k));
	}
}

enum err
letter_write(struct arena *mem, const struct letter *l, const char **out,
    size_t *n)
{
	struct str	 s;

	if (!letter_address(l->from) || !letter_address(l->to) ||
	    !letter_address(l->id) || !letter_line(l->subject) ||
	    (l->from_name != NULL && !letter_line(l->from_name)) ||
	    (l->to_name != NULL && !letter_line(l->to_name)))
		return ERR_INVALID;
	str_init(&s, mem);
	date_add(&s, l->at_s);
	mailbox_add(&s, "From", l->from_name, l->from);
	mailbox_add(&s, "To", l->to_name, l->to);
	str_add(&s, "Subject: ");
	if (is_plain(l->subject))
		str_add(&s, l->subject);
	else
		words_add(&s, l->subject);
	str_fmt(&s, "\r\nMessage-ID:\r\n <%s>\r\n", l->id);
	str_add(&s, "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n");
	text_add(&s, l->text);
	*out = s.s;
	*n = s.n;
	return OK;
}
