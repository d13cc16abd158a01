#ifndef CORE_SITE_H
#define CORE_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/*
 * The firm's settings as a worker holds them.  Kept in table setting; read
 * again when setting "rev", which comes with the session query, is newer.
 * Texts are "" where nothing is set.
 */
struct site {
	int64_t			 rev;
	const char		*firm;		/* name */
	const char		*country;	/* ISO 3166-1 alpha-2 */
	const char		*currency;	/* ISO 4217 */
	enum lang		 lang;		/* of papers and new users */
	const char		*zone_name;	/* "Europe/Kyiv" */
	const struct zone	*zone;
	const char		*reg_no;	/* register number, ЄДРПОУ */
	const char		*vat_no;	/* "": not a VAT payer */
	const char		*street, *city, *postcode, *phone, *email;
	const char		*iban, *bank, *bic, *director;
	int			 due_days;	/* until an invoice is due */
};

/*
 * The settings in force, read from the database when rev differs from what
 * the process holds (rev -1: always).  Lives until the next call that reads.
 * ERR_DB; ERR_NOTFOUND when nobody has set the program up (table setting is
 * not there, or empty).
 */
enum err	 site_load(struct db *db, const struct conf *conf, int64_t rev,
		    const struct site **out);

/* One setting. */
struct setting {
	const char	*name;
	const char	*value;
};

/*
 * Change settings, up to one whose name is NULL; raises rev.
 */
enum err	 site_save(struct work *w, const struct setting *list);

/*
 * Raise rev: what workers hold (rights, teams, settings) is read again.
 */
enum err	 site_touch(struct work *w);

/*
 * What a firm in this country starts with: its currency and time zone, by
 * ISO 3166-1 code; EUR and UTC for one that we do not know.
 */
const char	*country_currency(const char *country);
/* The zone: "Europe/Kyiv". */
const char	*country_zone(const char *country);

#endif
