/* broken.c: words for what only an administrator can mend. */
#include "core/broken.h"
#include "core/view.h"

static void
say(struct request *rq, const char *title, const char *text)
{
	struct out	*o = out_node(rq->page, "error");

	out_text(o, "title", title);
	out_text(o, "text", text);
}

static const char *
conf_words(const struct conf_fault *f)
{
	switch (f->why) {
	case CONF_UNREAD:
		return t("It cannot be read. It must belong to the user that "
		    "the programs run as, with the rights 600.");
	case CONF_LINE:
		return t("A line is a key, \"=\" and a value; this one is "
		    "not.");
	case CONF_LONG:
		return t("The line is too long.");
	case CONF_UNKNOWN:
		return t("There is no such key. Perhaps it is misspelled.");
	case CONF_TWICE:
		return t("The key is there twice.");
	case CONF_MISSING:
		return t("The key is missing.");
	case CONF_NUMBER:
		return t("The value must be a number, and not too large.");
	case CONF_YES_NO:
		return t("The value must be yes or no.");
	case CONF_KEY:
		return t("The value must be 64 digits from 0-9 and a-f. Take "
		    "the one that was there before.");
	case CONF_BASE:
		return t("The value must begin with /, http:// or https://.");
	default:
		return t("This file is named by another and names one "
		    "itself.");
	}
}

void
broken_conf(struct request *rq, const struct conf_fault *f)
{
	struct arena	*mem = rq->work->mem;
	const char	*place = f->file;

	if (f->line > 0)
		place = arena_fmt(mem, t("%s, line %d"), place, f->line);
	if (f->key != NULL)
		place = arena_fmt(mem, "%s, %s", place, f->key);
	say(rq, t("The configuration cannot be used"),
	    arena_fmt(mem, "%s: %s", place, conf_words(f)));
}

bool
broken_database(struct request *rq)
{
	if (!db_refused(rq->work->db))
		return false;
	switch (db_refusal(rq->work->db)) {
	case DB_NO_ACCOUNT:
		say(rq, t("The database does not let us in"),
		    t("It refuses the user or the password in "
		    "kartoteka.conf. Nothing was written."));
		break;
	case DB_NO_BASE:
		say(rq, t("The database does not let us in"),
		    t("The database that kartoteka.conf names is not there, "
		    "or its user has no rights on it. Nothing was written."));
		break;
	default:
		say(rq, t("The database does not answer"), NULL);
	}
	return true;
}
