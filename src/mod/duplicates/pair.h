#ifndef MOD_DUPLICATES_PAIR_H
#define MOD_DUPLICATES_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/*
 * How likely two records are of one client.  No database here: what is known
 * of each is put in order once, and then compared with any other.
 */

#define WAYS_MOST	8	/* phones, and addresses, of a record */
#define WORDS_MOST	8	/* of a name */

#define PAIR_ASK	50	/* score from which somebody is asked */
#define PAIR_SURE	70	/* so many bear the name that it needs more */

/* What is known of one record, as the database has it; NULL: nothing. */
struct known_as {
	const char	*kind, *name, *tax_no, *reg_no, *iban, *city, *birthday;
	int64_t		 organisation_id;
	const char	*phones[WAYS_MOST];
	const char	*emails[WAYS_MOST];
	size_t		 nphones, nemails;
};

/* The same, ready to be compared.  All texts are folded. */
struct likeness {
	bool		 firm;
	const char	*words[WORDS_MOST];	/* of the name, in order of code,
						   without legal forms */
	size_t		 nwords;
	const char	*middle;	/* the name after the father; NULL none */
	const char	*name;		/* key: all words but middle; "" none */
	const char	*tax_no, *reg_no, *iban, *city, *birthday;
	int64_t		 organisation_id;
	const char	*phones[WAYS_MOST];	/* nine last digits */
	const char	*emails[WAYS_MOST];
	size_t		 nphones, nemails;
};

/* Why two are alike, as bits. */
enum like {
	LIKE_NAME = 1, LIKE_NEAR = 2, LIKE_PHONE = 4, LIKE_EMAIL = 8,
	LIKE_CODE = 16, LIKE_IBAN = 32, LIKE_BIRTHDAY = 64, LIKE_CITY = 128,
	LIKE_WORK = 256
};

/*
 * Put what is known in order.  What is made lives in mem; so must k's texts.
 */
void		 likeness_make(struct arena *mem, const struct known_as *k,
		    struct likeness *out);

/*
 * 0 to 100: how likely a and b are of one client.  *why is a sum of LIKE_...
 *
 * A name is the same in Ukrainian, Russian or Latin letters, in any order of
 * words, with or without the name after the father and the legal form; near
 * when one letter differs or initials stand for words.
 */
int		 likeness_score(const struct likeness *a,
		    const struct likeness *b, unsigned int *why);

/*
 * The nine last digits of a telephone; NULL where there are less than seven,
 * or all are the same.
 */
const char	*phone_digits(struct arena *mem, const char *s);

/*
 * The words of a name by which its like are looked for: without the legal
 * form and the name after the father, at most three; NULL where they would
 * find too much.
 *
 * other  the same with the name of a person in its other spelling (Елена for
 *        Олена, folded), NULL if it has none
 */
const char	*name_asked(struct arena *mem, const char *kind,
		    const char *name, const char **other);

/*
 * "the same phone, a similar name", in the language of the work.
 */
const char	*like_words(struct arena *mem, unsigned int why);

#endif
