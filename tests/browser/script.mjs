// script.mjs: what app.js does on top of pages that work without it, on the
// pages of the gallery.
import { VIEWS, check_trouble, fact, visitor } from './browser.mjs';

const focus = page => page.evaluate(() =>
    document.activeElement.closest('[data-row], [data-rows] > tr')?.textContent.trim()
	.slice(0, 40) || document.activeElement.id);
const last = posts => posts[posts.length - 1];

async function keys(page, base) {
	await page.goto(base + '/list');
	await page.keyboard.press('j');
	const first = await focus(page);
	await page.keyboard.press('KeyJ');
	fact(first !== await focus(page) && first.length > 5,
	    'J goes from row to row', first);
	await page.keyboard.press('x');
	fact(await page.locator('.k-c-pick [name=id]:checked').count() === 1,
	    'X chooses the row');
	fact(await page.locator('.k-bulk').isVisible(),
	    'the bar for the chosen comes up');
	await page.keyboard.press('f');
	fact(await page.locator('[data-filter][open]').count() === 1,
	    'F opens the filter');
	await page.keyboard.press('Escape');
	fact(await page.locator('[data-filter][open]').count() === 0,
	    'Esc closes it');
	await page.evaluate(() => document.activeElement.blur());
	await page.keyboard.press('c');
	fact(await page.locator('[data-create][open]').count() === 1,
	    'C opens what can be created');
	await page.keyboard.press('Escape');
	await page.keyboard.press('/');
	fact(await focus(page) === 'q', 'the slash goes to the search');
	await page.keyboard.type('cj');
	fact(await page.inputValue('#q') === 'cj',
	    'keys do nothing else while one types');
	await page.locator('[data-pick-all] input').check();
	fact(await page.locator('.k-c-pick [name=id]:not(:checked)').count() === 0,
	    'one box chooses all on the page');
}

async function forms(page, base, posts) {
	await page.goto(base + '/form');
	fact(await focus(page) === 'form-errors',
	    'a refused form begins at what is wrong');
	const ref = page.locator('#f-parent_id');
	fact(await ref.inputValue() === 'ТОВ «Агросвіт-Поділля»' &&
	    await page.inputValue('[name=parent_id]') === '7',
	    'a reference shows its words and sends its number');
	await ref.fill('ор');
	await page.waitForSelector('.k-drop .k-hit');
	await ref.press('ArrowDown');
	await ref.press('Enter');
	fact(await page.inputValue('[name=parent_id]') === '42',
	    'a lookup takes what the keys chose');
	let asked = '';
	page.once('dialog', d => { asked = d.type(); d.accept(); });
	await page.goto(base + '/list');
	fact(asked === 'beforeunload', 'leaving what is typed is asked about');
	await page.goto(base + '/form');
	await page.fill('#f-name', 'ТОВ «Нове»');
	await page.press('#f-name', 'Control+Enter');
	await page.waitForURL('**/list');
	fact(last(posts)?.form.get('name') === 'ТОВ «Нове»' &&
	    last(posts).form.get('request_key') !== '',
	    'Ctrl+Enter saves', JSON.stringify([...last(posts).form]));
}

async function lines(page, base) {
	await page.goto(base + '/form-lines');
	await page.keyboard.press('Control+i');
	fact(await page.locator('[data-line]').count() === 4 &&
	    await page.locator('[name="line.4.name"]').count() === 1 &&
	    await page.inputValue('[name="line.4.price"]') === '',
	    'Ctrl+I adds an empty line with its own names');
	await page.fill('[name="line.4.name"]', 'о');
	await page.fill('[name="line.4.name"]', 'ор');
	await page.route('**/products/lookup*', r => r.fulfill({
		status: 302, headers: { location: base + '/contacts/lookup' } }));
	await page.press('[name="line.4.name"]', 'ArrowDown');
	await page.waitForSelector('.k-drop .k-hit', { timeout: 5000 })
		.catch(() => null);
	await page.press('[name="line.4.name"]', 'Enter');
	fact(await page.inputValue('[name="line.4.product_id"]') === '41' &&
	    await page.inputValue('[name="line.4.price"]') === '12,50' &&
	    await page.inputValue('[name="line.4.unit"]') === 'H87',
	    'a product brings its price, unit and VAT into the line');
}

async function board(page, base, posts) {
	await page.goto(base + '/board');
	const card = page.locator('.k-deal').first();
	await card.locator('summary').click();
	fact(!await card.locator('.k-why').isVisible(),
	    'the reason is not asked of a deal that goes on');
	await card.locator('select[name=stage]').selectOption('9');
	fact(await card.locator('.k-why').isVisible(),
	    'the reason is asked of a lost deal');
	await page.keyboard.press('Escape');
	await card.dragTo(page.locator('[data-lane="2"]'));
	await page.waitForURL('**/list', { timeout: 5000 }).catch(() => null);
	fact(last(posts)?.path === '/deals/11/stage' &&
	    last(posts).form.get('stage') === '2' &&
	    last(posts).form.get('from') === '1',
	    'dragging a card sends the form of its menu',
	    JSON.stringify(last(posts)));
}

async function theme(page, base, posts) {
	await page.goto(base + '/list');
	await page.click('.k-top details.k-menu:last-of-type > summary');
	const before = posts.length;
	await page.click('[data-theme-form] [value=dark]');
	for (let n = 0; n < 300 && posts.length === before; n++)
		await page.evaluate(() => new Promise(requestAnimationFrame));
	const ground = await page.evaluate(() =>
	    getComputedStyle(document.body).backgroundColor);
	fact(ground === 'rgb(24, 27, 32)' &&
	    last(posts).path === '/profile/theme' &&
	    last(posts).form.get('theme') === 'dark',
	    'the theme changes at once and is remembered', ground);
}

async function charts(page, base) {
	await page.goto(base + '/report-sales');
	const drawn = await page.evaluate(() => {
		const c = document.querySelector('.k-plot canvas');
		const px = c?.getContext('2d').getImageData(0, 0, c.width,
		    c.height).data;
		return px ? new Set(px).size : 0;
	});
	fact(drawn > 8, 'a chart is drawn from its table', drawn);
}

async function without_script(b, base) {
	const page = await visitor(b, VIEWS[0], false);
	await page.goto(base + '/form');
	fact(await page.inputValue('[name=parent_id]') === '7' &&
	    await page.locator('.k-noscript').isVisible(),
	    'without script a reference is a number with its words below');
	await page.goto(base + '/board');
	const card = page.locator('.k-deal').first();
	await card.locator('summary').click();
	fact(await card.locator('.k-move select[name=stage]').isVisible() &&
	    await card.locator('.k-move button').isVisible(),
	    'without script a card moves by its menu');
	await page.goto(base + '/list');
	await page.locator('.k-c-pick [name=id]').first().check();
	fact(await page.locator('.k-bulk').isVisible() &&
	    !await page.locator('[data-pick-all]').isVisible(),
	    'without script the bar works, and what needs script is not shown');
	await page.context().close();
}

export async function script_facts(b, base, posts) {
	const page = await visitor(b, VIEWS[0]);
	for (const part of [keys, forms, lines, board, theme, charts])
		await part(page, base, posts).catch(e =>
		    fact(false, `the script facts of ${part.name} run`, e));
	check_trouble(page, 'the pages with script');
	await page.context().close();
	await without_script(b, base);
}
