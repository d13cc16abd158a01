#ifndef BASE_LETTER_H
#define BASE_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* A letter of plain text to one address. */
struct letter {
	const char	*from, *from_name;	/* address; name or NULL */
	const char	*to, *to_name;
	const char	*subject;
	const char	*text;		/* UTF-8, lines end with LF */
	const char	*id;		/* Message-ID without < >: "7.ab@host" */
	int64_t		 at_s;		/* when it was written, UTC seconds */
};

/*
 * Whether s is an address that a letter can go to: ASCII, one @, no blank,
 * quote or bracket, at most 254 bytes.  Source: RFC 5321, 4.1.2 without quoted
 * local parts and address literals.
 */
bool		 letter_address(const char *s);

/*
 * Whether s may stand in one header: UTF-8 without control characters, so
 * that no text ever begins a header of its own.
 */
bool		 letter_line(const char *s);

/*
 * The whole letter as it goes to a server, in mem: lines of at most 78 bytes
 * that end with CR LF.  Names and subject are encoded words where they are not
 * plain (RFC 2047), the text is base64 of UTF-8; it says that a program wrote
 * it (RFC 3834).  The same letter gives the same bytes each time.
 *
 * ERR_INVALID when an address is none, or a name, the subject or the id has a
 * control character.  Source: RFC 5322, RFC 2045.
 */
enum err	 letter_write(struct arena *mem, const struct letter *l,
		    const char **out, size_t *n);

#endif
