#ifndef DEMO_DATA_H
#define DEMO_DATA_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Made-up people, firms and goods.  Numbers are from ranges nobody has; names
 * of firms are invented.
 */

#define DEMO_PASSWORD	"kartoteka-demo"
#define DEMO_USERS	4
#define DEMO_PRODUCTS	12
#define DEMO_FIRMS	24
#define DEMO_DEALS	12
#define DEMO_TALKS	12
#define DEMO_STEPS	5

/* Who sells; the first two answer for clients. */
struct demo_user {
	const char	*login, *name, *role;
};

/* What is sold; price in whole units of the firm's currency, without VAT. */
struct demo_product {
	const char	*code, *name, *unit;
	bool		 service;
	int64_t		 price;
};

/* A client, and the person one speaks to there. */
struct demo_firm {
	const char	*name, *reg_no, *city, *street, *country, *phone,
			*email, *person, *position, *mobile;
};

/* What was said, or is to be done. */
struct demo_talk {
	const char	*kind, *text;
};

extern const struct demo_user		demo_users[DEMO_USERS];
extern const struct demo_product	demo_products[DEMO_PRODUCTS];
extern const struct demo_firm		demo_firms[DEMO_FIRMS];
extern const char *const		demo_deals[DEMO_DEALS];
extern const char *const		demo_steps[DEMO_STEPS];
extern const struct demo_talk		demo_talks[DEMO_TALKS];

#endif
