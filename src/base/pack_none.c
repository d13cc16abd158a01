/* pack_none.c: nothing is packed, unless the link brings a pack of its own. */
#include "base/pack.h"

const struct pack_file pack_files[] = { { 0 } };
