#ifndef PRODUCTS_SCREENS_H
#define PRODUCTS_SCREENS_H

#include "base/err.h"

struct request;

/*
 * GET /products/lookup?q=: up to ten products whose name or code holds q, as
 * core/tpl/lookup.cst shows them.
 */
enum err	 products_lookup(struct request *rq);

#endif
