#ifndef CORE_COUNTRY_H
#define CORE_COUNTRY_H

#include "core/module.h"

/*
 * Countries that forms offer, by ISO 3166-1 alpha-2 code, labels in English
 * to be translated; in the order of the English names, ends with {0}.  Files
 * may bring any other code (FIELD_OTHER).
 */
extern const struct choice country_choices[];

/*
 * The country's name in the language in force, or the code where we have no
 * name for it.
 */
const char	*country_name(const char *code);

#endif
