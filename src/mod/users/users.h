#ifndef USERS_H
#define USERS_H

#include <stdbool.h>

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"

extern const struct entity	user_entity, role_entity, team_entity;

/* What a firm and its first administrator are. */
struct setup {
	const char	*firm;
	const char	*country;	/* ISO 3166-1 alpha-2 */
	const char	*currency;	/* ISO 4217 */
	const char	*lang;		/* "uk", "ru", "en" */
	const char	*reg_no;	/* NULL or "": none */
	const char	*vat_no;	/* NULL or "": not a VAT payer */
	const char	*street, *city, *postcode, *iban, *bank, *director;
	const char	*login;
	const char	*name;		/* NULL: the login */
	const char	*password;
	bool		 demo;		/* with made-up data */
};

/*
 * Set the program up, once: the firm's settings, what each module starts
 * with, the administrator.  The tables are there already (core/migrate.h); w
 * is the system's, inside a transaction.
 *
 * ERR_CONFLICT when it is set up; ERR_INVALID with problems named by the
 * members of struct setup.
 */
enum err	 users_setup(struct work *w, const struct setup *s);

/*
 * Add a user with a password: the tool's `user add`.
 *
 * role, team  their code or name; team NULL for none
 *
 * ERR_INVALID with problems (login taken, no such role, weak password).
 */
enum err	 users_add(struct work *w, const char *login,
		    const char *name, const char *role, const char *team,
		    const char *password);

#endif
