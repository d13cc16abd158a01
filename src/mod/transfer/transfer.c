/*
 * transfer.c: records in and out as files, for every entity alike.
 *
 *	map.c columns.c plan.c	which column goes where
 *	table.c			files that are tables
 *	batch.c match.c		rows into values and records
 *	import.c export.c	whole files
 *	tool.c			the administrator's commands
 */
#include <stddef.h>

#include "core/module.h"
#include "core/tool.h"
#include "mod/transfer/parts.h"

static const struct command transfer_commands[] = {
	{ "import", "ENTITY FILE [--map FILE] [--match field,...] "
	  "[--mode create|update|both] [--missing refuse|create|empty] "
	  "[--encoding NAME] [--delimiter CHARACTER] [--dry-run] [--bad FILE]",
	  N_("Brings a CSV file in as records."), import_tool, false },
	{ "export", "ENTITY [--view NAME] [--format csv|json] [--out FILE]",
	  N_("Writes records as a table or as JSON."), export_tool, false },
	{ 0 }
};

const struct module transfer_module = {
	.name = "transfer",
	.commands = transfer_commands
};
