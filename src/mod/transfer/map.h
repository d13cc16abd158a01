#ifndef TRANSFER_MAP_H
#define TRANSFER_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "core/work.h"

/*
 * Which field gets which column of a file.  As text one line a field:
 *
 *	# customers of the old shop
 *	kind = "person"
 *	name = First + " " + Last
 *	country = Land | map Austria=AT "United Kingdom"=GB
 *	owner_id = Agent | lookup user.login
 *
 * The left side ends at the first =.  A part in double quotes is itself ("" in
 * it is one "), any other is the header of a column, whatever else it holds:
 * commas, apostrophes, parentheses.
 */

#define MAP_NONE	((size_t)-1)

/* One part of a value. */
struct map_part {
	const char	*text;		/* header of a column, or the words */
	bool		 constant;	/* the words themselves */
	size_t		 col;		/* the column; MAP_NONE: by its header */
};

/* A value of the file and what it stands for. */
struct map_pair {
	const char	*from;
	const char	*to;
};

/* How one field is filled. */
struct map_rule {
	const char	*field;
	const char	*whole;		/* the parts as written: one header? */
	struct map_part	*parts;
	size_t		 nparts;
	struct map_pair	*pairs;
	size_t		 npairs;
	bool		 mapped;	/* other values than pairs are refused */
	const char	*lookup;	/* "contact.ext_id", or NULL */
	int		 line;		/* of the text; 0: guessed */
};

struct map {
	struct map_rule	*rules;
	size_t		 n;
};

/*
 * Read a mapping.  ERR_INVALID, with work_problem(w, 0, NULL), for a line
 * without =, with an empty side, an open quote, or an unknown word behind |.
 */
enum err	 map_parse(struct work *w, const char *text,
		    struct map *out);

/*
 * Add a rule for field with no parts yet; out grows in mem.
 */
struct map_rule	*map_add(struct arena *mem, struct map *out,
		    const char *field);

/*
 * Add a part to a rule.
 */
void		 map_add_part(struct arena *mem, struct map_rule *r,
		    const struct map_part *part);

#endif
