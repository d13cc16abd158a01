/* smtp.c: letters to a mail server, by libcurl. */
#include <curl/curl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/smtp.h"
#include "base/str.h"
#include "base/utf8.h"

#define CONNECT_S	10L
#define WORDS_MAX	300	/* characters kept of the server's words */

struct smtp {
	CURL		*curl;
	const char	*text;		/* of the letter in hand */
	size_t		 n, sent;
	const char	*at;		/* command that was sent last; "" */
	bool		 over;		/* we said QUIT: its answer says nothing */
	char		 line[1024];	/* the server's last words */
	char		 error[CURL_ERROR_SIZE];
};

/* Where systems keep the certificates that are trusted. */
static const char *const bundles[] = {
	"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"
};

/* ---- what libcurl calls */

static size_t
text_read(char *buf, size_t size, size_t count, void *arg)
{
	struct smtp	*s = arg;
	size_t		 k = s->n - s->sent;

	if (k > size * count)
		k = size * count;
	memcpy(buf, s->text + s->sent, k);
	s->sent += k;
	return k;
}

/* Lines of the server, the last of which is kept. */
static size_t
line_take(char *buf, size_t size, size_t count, void *arg)
{
	struct smtp	*s = arg;
	size_t		 n = size * count, k = n;

	if (s->over)
		return n;
	while (k > 0 && (buf[k - 1] == '\r' || buf[k - 1] == '\n'))
		k--;
	if (k >= sizeof(s->line))
		k = sizeof(s->line) - 1;
	memcpy(s->line, buf, k);
	s->line[k] = '\0';
	return n;
}

/* Which command goes out.  No other bytes are kept: they may be a password. */
static int
command_note(CURL *curl, curl_infotype type, char *data, size_t n, void *arg)
{
	static const char *const	 known[] = {
		"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"
	};
	struct smtp			*s = arg;

	(void)curl;
	for (size_t i = 0; type == CURLINFO_HEADER_OUT &&
	    i < sizeof(known) / sizeof(*known); i++) {
		size_t	 k = strlen(known[i]);

		if (n > k && memcmp(data, known[i], k) == 0 &&
		    (data[k] == ' ' || data[k] == '\r'))
			s->at = known[i];
	}
	if (type == CURLINFO_HEADER_OUT && n > 3 &&
	    memcmp(data, "QUIT", 4) == 0)
		s->over = true;
	return 0;
}

static void
curl_end(void *arg)
{
	struct smtp	*s = arg;

	curl_easy_cleanup(s->curl);
	curl_global_cleanup();
}

/* ---- the way */

static void
trust(CURL *c, const char *file)
{
	for (size_t i = 0; file == NULL &&
	    i < sizeof(bundles) / sizeof(*bundles); i++)
		if (access(bundles[i], R_OK) == 0)
			file = bundles[i];
	if (file != NULL)
		curl_easy_setopt(c, CURLOPT_CAINFO, file);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
}

static void
callbacks(struct smtp *s)
{
	CURL	*c = s->curl;

	curl_easy_setopt(c, CURLOPT_READFUNCTION, text_read);
	curl_easy_setopt(c, CURLOPT_READDATA, s);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, line_take);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, s);
	curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, command_note);
	curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
	curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, s->error);
}

/* A host that is a number of IPv6 stands in brackets. */
static const char *
url_of(struct arena *mem, const struct smtp_server *to)
{
	bool	 six = strchr(to->host, ':') != NULL;

	return arena_fmt(mem, "%s://%s%s%s:%d/", to->security == SMTP_TLS ?
	    "smtps" : "smtp", six ? "[" : "", to->host, six ? "]" : "",
	    to->port);
}

struct smtp *
smtp_open(struct arena *mem, const struct smtp_server *to)
{
	struct smtp	*s = arena_alloc(mem, sizeof(*s));
	CURL		*c;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	c = s->curl = curl_easy_init();
	arena_defer(mem, curl_end, s);
	if (c == NULL)
		return s;
	curl_easy_setopt(c, CURLOPT_URL, url_of(mem, to));
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)to->wait_s);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_USE_SSL, to->security == SMTP_PLAIN ?
	    (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	if (to->user != NULL) {
		curl_easy_setopt(c, CURLOPT_USERNAME, to->user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, to->password);
	}
	trust(c, to->ca_file);
	callbacks(s);
	return s;
}

/* ---- one letter */

/*
 * From MAIL on the answer is about this letter, unless it asks who we are.  Of
 * the sender, who is the same for all, only that it is too large (552).
 */
static bool
about_letter(const struct smtp *s)
{
	if (str_starts(s->line, "530") || str_starts(s->line, "534") ||
	    str_starts(s->line, "535") || str_starts(s->line, "538"))
		return false;
	if (str_eq(s->at, "MAIL") && s->line[0] == '5')
		return str_starts(s->line, "552");
	return str_eq(s->at, "MAIL") || str_eq(s->at, "RCPT") ||
	    str_eq(s->at, "DATA");
}

static enum smtp_end
end_of(const struct smtp *s, CURLcode code)
{
	if (code == CURLE_OK)
		return SMTP_SENT;
	if (!about_letter(s))
		return SMTP_AWAY;
	return s->line[0] == '5' ? SMTP_NEVER : SMTP_LATER;
}

/* Words that can stand on a page, whatever the server's bytes are. */
static const char *
words_of(struct arena *mem, const struct smtp *s, CURLcode code)
{
	const char	*text = code == CURLE_OK || s->line[0] == '4' ||
			    s->line[0] == '5' ? s->line :
			    *s->error != '\0' ? s->error :
			    curl_easy_strerror(code);
	char		*copy = arena_strdup(mem, text);
	bool		 bytes = !utf8_valid(copy, strlen(copy));

	for (char *c = copy; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f ||
		    (bytes && (*c & 0x80)))
			*c = '?';
	return utf8_truncate(mem, copy, WORDS_MAX);
}

void
smtp_send(struct smtp *s, struct arena *mem, const char *from, const char *to,
    const char *text, size_t n, struct smtp_answer *answer)
{
	struct curl_slist	*list = NULL;
	CURLcode		 code = CURLE_FAILED_INIT;

	s->text = text;
	s->n = n;
	s->sent = 0;
	s->at = "";
	s->over = false;
	s->line[0] = s->error[0] = '\0';
	if (s->curl != NULL)
		list = curl_slist_append(NULL, arena_fmt(mem, "<%s>", to));
	if (list != NULL) {
		curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM,
		    arena_fmt(mem, "<%s>", from));
		curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, list);
		curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE,
		    (curl_off_t)n);
		code = curl_easy_perform(s->curl);
		curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
		curl_slist_free_all(list);
	}
	answer->end = end_of(s, code);
	answer->at = s->at;
	answer->words = words_of(mem, s, code);
}
