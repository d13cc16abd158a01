/*
 * render_time.c: processor time of a page of 50 rows.  SHARE PAGES; 0 pages
 * prints the page.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/i18n.h"
#include "core/module.h"
#include "core/view.h"

#define ROUNDS	9

static double
now_us(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
menu_fill(struct out *page)
{
	struct out	*o = out_node(page, "user");

	out_text(o, "id", "1");
	out_text(o, "name", "Олена");
	for (int i = 0; i < 8; i++) {
		o = out_add(page, "nav");
		out_text(o, "href", "/contacts");
		out_text(o, "label", "Контакти");
		out_text(o, "icon", "users");
	}
}

static void
rows_fill(struct out *page)
{
	for (int i = 0; i < 8; i++)
		out_text(out_add(page, "cols"), "label", "Назва");
	for (int i = 0; i < 50; i++) {
		struct out	*row = out_add(page, "rows");

		out_int(row, "id", i);
		out_text(row, "href", "/contacts/7");
		for (int k = 0; k < 8; k++) {
			struct out	*cell = out_add(row, "cells");

			out_text(cell, "text", "ТОВ «Угода <№> & Co»");
			out_text(cell, "href", "/contacts/7");
		}
	}
}

static size_t
page_render(struct arena *mem, char **html)
{
	struct out	*page = out_new(mem);
	size_t		 n;

	out_text(page, "lang", "uk");
	menu_fill(page);
	rows_fill(page);
	if (view_render(mem, "list.cst", page, html, &n) != OK)
		exit(1);
	return n;
}

static double
round_us(int pages)
{
	struct arena	*mem = arena_new();
	double		 since = now_us();
	char		*html;

	for (int i = 0; i < pages; i++) {
		page_render(mem, &html);
		arena_reset(mem);
	}
	arena_free(mem);
	return (now_us() - since) / pages;
}

int
main(int argc, char **argv)
{
	struct arena	*mem = arena_new();
	struct conf	 conf = { .base_url = "", .base_path = "",
			     .rewrite = true };
	double		 best = 1e12, us;
	int		 pages;
	char		*html;
	size_t		 n;

	if (argc != 3)
		return 2;
	conf.share_dir = argv[1];
	modules_use(modules);
	if (i18n_load(mem, arena_fmt(mem, "%s/mo", argv[1])) != OK)
		return 1;
	i18n_set(LANG_UK);
	view_init(&conf);
	pages = (int)strtol(argv[2], NULL, 10);
	for (int i = 0; i < ROUNDS && pages > 0; i++) {
		us = round_us(pages);
		best = us < best ? us : best;
	}
	n = page_render(mem, &html);
	if (pages > 0)
		printf("%.0f\n", best);
	else
		fwrite(html, 1, n, stdout);
	arena_free(mem);
	return 0;
}
