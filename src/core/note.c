/* note.c: words for the next page, in a signed cookie. */
#include <inttypes.h>
#include <string.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/form.h"
#include "core/note.h"
#include "core/reply.h"
#include "core/session.h"
#include "core/url.h"

#define COOKIE		"kn"
#define CHARS_MAX	200
#define LIFE_S		120
#define MAC_DIGITS	32

/* The cookie: MAC "." until "." set "." words, escaped. */

static const char *
note_mac(const struct request *rq, const char *rest)
{
	const struct conf	*c = rq->work->conf;
	struct arena		*mem = rq->work->mem;
	uint8_t			 mac[32];
	const char		*text;

	text = arena_fmt(mem, "note:%" PRId64 ":%s",
	    rq->session != NULL ? rq->session->user_id : 0, rest);
	crypto_hmac(c->secret_key, sizeof(c->secret_key), text, strlen(text),
	    mac);
	return crypto_hex(mem, mac, MAC_DIGITS / 2);
}

void
note_give(struct request *rq, const char *text, int64_t set_id)
{
	struct arena	*mem = rq->work->mem;
	const char	*rest;

	rest = arena_fmt(mem, "%" PRId64 ".%" PRId64 ".%s",
	    rq->work->now_s + LIFE_S, set_id,
	    url_escape(mem, utf8_truncate(mem, text, CHARS_MAX)));
	reply_cookie(rq, COOKIE, arena_fmt(mem, "%s.%s", note_mac(rq, rest),
	    rest), LIFE_S);
}

/* The number that ends at the next "." of *s. */
static enum err
number_take(struct arena *mem, const char **s, int64_t *out)
{
	const char	*part;
	size_t		 n;

	if (!str_split(s, '.', &part, &n) || *s == NULL)
		return ERR_MALFORMED;
	return str_int64(arena_fmt(mem, "%.*s", (int)n, part), out);
}

const char *
note_take(struct request *rq, int64_t *set_id)
{
	struct arena		*mem = rq->work->mem;
	const char		*s = request_cookie(rq, COOKIE), *mac;
	const struct param	*words = NULL;
	int64_t			 until, set;

	if (s == NULL)
		return NULL;
	reply_cookie(rq, COOKIE, "", 0);
	if (strlen(s) < MAC_DIGITS + 1 || s[MAC_DIGITS] != '.')
		return NULL;
	mac = note_mac(rq, s + MAC_DIGITS + 1);
	if (!crypto_same(s, mac, MAC_DIGITS))
		return NULL;
	s += MAC_DIGITS + 1;
	if (number_take(mem, &s, &until) != OK ||
	    number_take(mem, &s, &set) != OK || until < rq->work->now_s ||
	    form_parse(mem, s, strlen(s), &words) != OK || words == NULL)
		return NULL;
	*set_id = set;
	return words->name;
}
