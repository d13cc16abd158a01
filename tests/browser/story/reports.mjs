// reports.mjs: the funnel and the sales, as chart, table and CSV.

const GROSS = /2 260,00|2,260\.00/;

async function csv(w, want, words) {
	const file = await w.download('main a[href*="format=csv"]');
	const text = file.bytes.toString('utf8');
	w.fact(/\.csv$/.test(file.name) && file.bytes[0] === 0xef &&
	    want.test(text), `${words} comes as a CSV`,
	    `${file.name}: ${text}`);
}

async function chart(w, words) {
	const table = w.page.locator('main table[data-chart]');
	w.fact(await table.locator('tbody tr').count() > 0,
	    `${words} has a table`);
	if (!w.js)
		return;
	const drawn = await w.page.locator('.k-plot canvas').first()
		.evaluate(c => new Set(c.getContext('2d').getImageData(0, 0,
		    c.width, c.height).data).size).catch(() => 0);
	w.fact(drawn > 8, `${words} has a chart`, drawn);
}

// Step 7: the funnel.
export async function funnel(w) {
	await w.menu('/reports');
	await w.look('reports');
	await w.press('main a[href^="/reports/funnel"]');
	w.fact(await w.page.locator('.k-funnel li').count() >= 3,
	    'the funnel has its stages');
	w.fact(/\d+ ?%/.test(await w.text('.k-funnel')),
	    'with conversion from stage to stage');
	await csv(w, /\d/, 'the funnel');
	await w.look('report, the funnel');
	if (!w.known.lost)
		return;
	await w.open('/reports/losses');
	w.fact(await w.page.locator('main table[data-chart] tbody tr')
	    .count() === 1,
	    'the report of losses has the lost deal');
	await w.look('report of losses');
}

// Step 7: the sales, by what there is; a period without any.
export async function sales(w) {
	await w.open('/reports');
	await w.press('main a[href^="/reports/sales"]');
	const options = await w.page.locator('#by-by option').evaluateAll(l =>
	    l.map(o => o.value));
	for (const by of ['month', 'owner', 'contact', 'country']) {
		w.fact(options.includes(by), `sales can be seen by ${by}`,
		    options.join());
		await w.page.selectOption('#by-by', by);
		await w.press('main .k-filterbar [type=submit]');
		const words = `the sales by ${by}`;
		const rows = w.page.locator('main table[data-chart]');
		w.fact(/2[ \u00a0\u202f,]?620[,.]00/.test(
		    await rows.innerText().catch(() => '')),
		    `${words} come to 2 620,00`, await w.text());
		await chart(w, words);
		await csv(w, /2260\.00|2620\.00/, words);
		await w.look(`report, ${words}`);
	}
	await w.fill({ from: '01.01.2020', to: '31.12.2020' },
	    'main .k-filterbar');
	await w.press('main .k-filterbar [type=submit]');
	w.fact(!GROSS.test(await w.text()), 'another period has no such sale');
}
