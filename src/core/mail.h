#ifndef CORE_MAIL_H
#define CORE_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/smtp.h"
#include "core/job.h"
#include "core/work.h"

/*
 * Letters that the program sends: rows of table mail_out, written in the
 * transaction of what they tell of and sent by a job (mod/mail).  Each goes
 * out once: it is leased by an UPDATE committed before, and its being sent is
 * committed after the server's 250.  One doubt stays: a crash between the
 * two.  Such a letter goes again, under the same Message-ID, by which the
 * receiver's server drops the second.
 */
struct mail {
	const char	*name;		/* what it is about, at most 80 of a-z 0-9
					   and -; one letter for each name, ever */
	const char	*to, *to_name;	/* address; name or NULL */
	const char	*subject;	/* one line, at most 250 characters */
	const char	*text;
	int64_t		 until_s;	/* of no use after; 0: in three days */
	int64_t		 user_id;	/* one of ours: held back while he is not
					   active; 0: somebody else */
};

/*
 * Have a letter sent, in the caller's transaction: it is there when that has
 * been committed.  One of that name, sent or not, stays as it is.
 *
 * Control characters of subject and name become blanks.  ERR_INVALID, noted,
 * when the address is none, or one of them is no UTF-8.
 */
enum err	 mail_add(struct work *w, const struct mail *m);

/* How letters go out; kept in table setting as mail_host, mail_port ... */
struct mail_settings {
	struct smtp_server	 server;	/* host "": no letters are sent */
	const char		*from, *from_name;
	bool			 has_password;
	bool			 locked;	/* it was sealed by another key */
};

/*
 * The settings in force.  The password is for smtp_open() alone.
 */
enum err	 mail_settings_read(struct work *w, struct mail_settings *s);

/* Whether letters go out at all: there is a server, and a sender. */
bool		 mail_ready(const struct mail_settings *s);

/* A password as it is kept in setting mail_password; "" for none. */
const char	*mail_seal(struct work *w, const char *password);

/*
 * Send what is due: a job of its own (JOB_LOOSE).  A letter that the server
 * refuses for good is given up with the server's words, one that it does not
 * take now is tried again after pauses that grow, and so is all when the
 * server cannot be reached.
 */
enum err	 mail_send(struct work *w, struct job *job);

#define MAIL_LEASE_S	(SMTP_WAIT_S + 60)

/* Forget letters that were sent or given up a month ago: a job of its own. */
enum err	 mail_sweep(struct work *w, struct job *job);

/* For doctor: letters in hand of nobody for an hour. */
enum err	 mail_look(struct work *w, bool repair, int64_t *wrong);

#endif
