#ifndef TRANSFER_PARTS_H
#define TRANSFER_PARTS_H

#include "base/err.h"

struct request;
struct tool;

/* kartoteka import: a file into records. */
int		 import_tool(struct tool *tool);

/* kartoteka export: records into a file. */
int		 export_tool(struct tool *tool);

#endif
