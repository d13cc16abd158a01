#ifndef BASE_SMTP_H
#define BASE_SMTP_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/* How the way to a mail server is kept from others. */
enum smtp_security {
	SMTP_PLAIN,	/* not at all: a server on the same machine */
	SMTP_STARTTLS,	/* asked for after the greeting, and must be given */
	SMTP_TLS	/* from the first byte */
};

/* A mail server that takes our letters. */
struct smtp_server {
	const char		*host;
	int			 port;
	enum smtp_security	 security;
	const char		*user, *password;	/* NULL: no sign-in */
	const char		*ca_file;	/* certificates that are trusted;
						   NULL: the system's */
	int			 wait_s;	/* longest for one letter, all in
						   all; SMTP_WAIT_S */
};

/* What became of a letter. */
enum smtp_end {
	SMTP_SENT,	/* the server said 250 to the whole of it */
	SMTP_NEVER,	/* 5xx to receiver or text, or too large: never will */
	SMTP_LATER,	/* this letter not now: 4xx, or nobody there any more */
	SMTP_AWAY	/* no letter now: not reached, or refused before any */
};

/* The server's side of it. */
struct smtp_answer {
	enum smtp_end	 end;
	const char	*at;	/* where it stood: "RCPT"; "" before a command */
	const char	*words;	/* the server's last line, else what failed */
};

struct smtp;

#define SMTP_WAIT_S	60

/*
 * A way to the server, which ends with mem.  Nothing is connected before the
 * first letter; later ones go over the same connection.
 */
struct smtp	*smtp_open(struct arena *mem, const struct smtp_server *server);

/*
 * Hand over one letter, n bytes as letter_write() makes them.  Certificates
 * and their names are checked.  The answer's texts are in mem.
 *
 * When the connection breaks between our last byte and the server's 250, the
 * letter may have been taken: SMTP_LATER, and it goes again under the same
 * Message-ID (RFC 5321, 4.5.3.2.6 asks servers to keep that moment short).
 */
void		 smtp_send(struct smtp *s, struct arena *mem, const char *from,
		    const char *to, const char *text, size_t n,
		    struct smtp_answer *answer);

#endif
