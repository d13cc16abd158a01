#ifndef CORE_HELP_H
#define CORE_HELP_H

#include <stddef.h>

/* A short answer. */
struct help_topic {
	const char	*title;		/* N_("...") */
	const char	*text;		/* N_("...") */
};

#define HELP_TOPICS	12	/* at most, with the last */

/* A page of help: what a screen is for, and how things are done there. */
struct help_page {
	const char		*name;		/* /help/NAME */
	const char		*covers;	/* first parts of addresses: "deals
						   stages" */
	const char		*icon;
	const char		*title;		/* N_("...") */
	const char		*text;		/* N_("..."), one or two sentences */
	struct help_topic	 topics[HELP_TOPICS];	/* ends with {0} */
};

/* In the order of the menu; ends with {0}. */
extern const struct help_page help_pages[];

/*
 * The page of this name ("deals"), or NULL.
 */
const struct help_page *help_find(const char *name);

/*
 * The page about the screen at path ("/deals/7"), or NULL: by the first part
 * of the path.
 */
const struct help_page *help_about(const char *path);

#endif
