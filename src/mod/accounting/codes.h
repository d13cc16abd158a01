#ifndef ACCOUNTING_CODES_H
#define ACCOUNTING_CODES_H

#include <stdbool.h>

/*
 * The code lists EN 16931 binds, version 1.3.16 of its validation artefacts
 * (April 2026).  Codes are compared byte by byte; NULL and "" are in none.
 */

/* ISO 4217 alpha-3. */
bool	 code_is_currency(const char *code);

/* ISO 3166-1 alpha-2, with 1A (Kosovo) and XI (Northern Ireland). */
bool	 code_is_country(const char *code);

/* UN/ECE Recommendation 20, and 21 with its prefix X: units of measure. */
bool	 code_is_unit(const char *code);

/* UNCL 4461: payment means. */
bool	 code_is_means(const char *code);

#endif
