#ifndef CORE_SITE_H
#define CORE_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/*
 * The firm's settings as a worker holds them.  Kept in table setting; read
 * again when setting "rev", which comes with the session query, is newer.
 */
struct site {
	int64_t			 rev;		/* 0: not set up yet */
	const char		*firm;		/* name */
	const char		*country;	/* ISO 3166-1 alpha-2 */
	const char		*currency;	/* ISO 4217 */
	enum lang		 lang;		/* of papers and new users */
	const char		*zone_name;	/* "Europe/Kyiv" */
	const struct zone	*zone;
	const char		*reg_no;	/* "" if none */
	const char		*vat_no;	/* "": not a VAT payer */
	const char		*street, *city, *postcode, *phone, *email;
	const char		*iban, *bank, *bic, *director;
};

/*
 * The settings now in force, read from the database when rev differs from
 * what the process holds (rev -1: always).  Lives until the next call.
 * ERR_DB; ERR_NOTFOUND when nobody has set the program up.
 */
enum err	 site_load(struct db *db, const struct conf *conf, int64_t rev,
		    const struct site **out);

/*
 * Change settings: name, value pairs ended by NULL; raises rev.
 */
enum err	 site_save(struct work *w, const char *const *pairs);

#endif
