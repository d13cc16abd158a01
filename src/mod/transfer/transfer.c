/*
 * transfer.c: records in and out as files, for every entity alike.
 *
 *	map.c columns.c plan.c	which column goes where
 *	table.c cards.c		files that are tables
 *	batch.c match.c		rows into values and records
 *	refer.c			the records that rows name
 *	import.c export.c	whole files
 *	marks.c			what a trial remembers between its pieces
 *	tool.c			the administrator's commands
 *	run.c proposal.c	a file on its way through the browser
 *	joint*.c		several records from one row
 *	bad.c fixes.c repair.c	rows set aside, and their cells corrected
 *	mapping.c mappings.c	what goes where, saved by name
 *	sample.c		files to be filled in
 *	writing.c		its rows tried and written, in the background
 *	screens*.c show*.c	its pages
 */
#include <stddef.h>

#include "core/module.h"
#include "core/tool.h"
#include "mod/transfer/mapping.h"
#include "mod/transfer/parts.h"
#include "mod/transfer/writing.h"

static const struct command transfer_commands[] = {
	{ "import", "ENTITY FILE [--map FILE] [--match field,...] "
	  "[--mode create|update|both] [--missing refuse|create|empty] "
	  "[--encoding NAME] [--delimiter CHARACTER] [--sheet NAME] [--dry-run] "
	  "[--bad FILE]",
	  N_("Brings a table (CSV, XLSX, vCard) in as records."), import_tool, false },
	{ "export", "ENTITY [--view NAME] "
	  "[--format csv|json|xlsx|vcf|vcf3] [--out FILE]",
	  N_("Writes records as a table, a workbook, cards or JSON."), export_tool, false },
	{ 0 }
};

/* Handlers ask for the permission of the entity that the address names. */
static const struct route transfer_routes[] = {
	{ GET,  "/import/:name",           import_show,       SIGNED, NULL },
	{ POST, "/import/:name",           import_upload,     SIGNED, NULL },
	{ GET,  "/import/:name/sample",    import_sample,     SIGNED, NULL },
	{ GET,  "/import/:name/:id",       import_columns,    SIGNED, NULL },
	{ POST, "/import/:name/:id",       import_try,        SIGNED, NULL },
	{ GET,  "/import/:name/:id/trial", import_trial_show, SIGNED, NULL },
	{ POST, "/import/:name/:id/write", import_write,      SIGNED, NULL },
	{ POST, "/import/:name/:id/stop",  import_stop,       SIGNED, NULL },
	{ POST, "/import/:name/:id/fix",   import_fix,        SIGNED, NULL },
	{ GET,  "/import/:name/:id/bad",   import_bad,        SIGNED, NULL },
	{ GET,  "/export/:name",           export_show,       SIGNED, NULL },
	{ GET,  "/mappings",               mappings_show,     SIGNED, NULL },
	{ GET,  "/mappings/:id",           mapping_open,      SIGNED,
	  &mapping_entity },
	{ GET,  "/mappings/:id/edit",      mapping_edit,      SIGNED,
	  &mapping_entity },
	{ POST, "/mappings/:id/edit",      mapping_take,      SIGNED,
	  &mapping_entity },
	{ GET,  "/mappings/:id/delete",    mapping_confirm,   SIGNED,
	  &mapping_entity },
	{ POST, "/mappings/:id/delete",    mapping_delete,    SIGNED,
	  &mapping_entity },
	{ GET,  "/mappings/:id/history",   mapping_history,   SIGNED,
	  &mapping_entity },
	{ 0 }
};

static const struct entity *const transfer_entities[] = {
	&mapping_entity, NULL
};

const struct module transfer_module = {
	.name = "transfer",
	.entities = transfer_entities,
	.routes = transfer_routes,
	.commands = transfer_commands,
	.jobs = transfer_jobs
};
