// lists.mjs: what is done with a list: views, rows chosen and changed at once,
// with script and without, on a phone and on a desk.
import { VIEWS, check_axe, check_sideways, check_targets, check_trouble, fact,
	shot } from './browser.mjs';

const go = (page, click) => Promise.all([page.waitForNavigation(),
	page.click(click)]);

// A list is kept, changed, kept again, shared and deleted.
async function views(page, base, words, shots) {
	const name = 'Вигляд ' + words;
	await page.goto(base + '/contacts?kind=person');
	await page.click('.k-filters details.k-menu:has(#view-name) > summary');
	await page.fill('#view-name', name);
	await go(page, 'form:has(#view-name) [type=submit]');
	const tab = page.locator('.k-tab[aria-current]');
	fact((await tab.innerText()).includes(name),
	    `${words}: a list becomes a tab`);
	const id = new URL(page.url()).searchParams.get('view');
	await page.goto(`${base}/contacts?kind=person&city=Київ&view=${id}`);
	fact(await page.locator(`form[action$="/views/${id}/query"]`).count() ===
	    1, `${words}: a changed list offers to be kept`);
	await check_axe(page, `${words}: a changed view`);
	await check_sideways(page, `${words}: a changed view`);
	await shot(page, shots, 'view-' + words);
	await go(page, `form[action$="/views/${id}/query"] [type=submit]`);
	await page.goto(`${base}/views/${id}`);
	fact(page.url().includes('city='), `${words}: and it is kept`);
	await page.goto(`${base}/views/${id}/edit`);
	await page.selectOption('[name=share]', 'all');
	await go(page, '.k-save .btn-primary');
	fact(await page.locator('.k-tab[aria-current] svg').count() === 1,
	    `${words}: a shared view bears its sign`);
	await page.goto(`${base}/views/${id}/delete`);
	await go(page, '.k-dialog footer [type=submit]');
	fact((await page.goto(`${base}/views/${id}`)).status() === 404,
	    `${words}: a deleted view is gone`);
}

// A firm that is not there yet is made while a deal is typed.
async function quick(page, base, words) {
	const name = `Щойно знайдена ${words} ${Date.now()}`;
	await page.goto(base + '/deals/new');
	const ref = page.locator('#f-contact_id');
	await ref.fill(name);
	await page.waitForSelector('.k-drop .k-hit[data-new]');
	await check_axe(page, `${words}: a lookup that offers to create`);
	await page.locator('.k-hit[data-new]').last().dispatchEvent('pointerdown');
	await page.waitForFunction(() => /^[0-9]+$/.test(
	    document.querySelector('[name=contact_id]').value));
	const id = await page.inputValue('[name=contact_id]');
	fact(await ref.inputValue() === name, `${words}: what is made is chosen`);
	await page.evaluate(() => { window.onbeforeunload = null; });
	page.once('dialog', d => d.accept());
	await page.goto(base + '/contacts/' + id);
	fact((await page.title()).includes(name),
	    `${words}: and is there to be filled in`);
}

// Two rows get a region and lose it again.
async function bulk(page, base, words, shots, phone) {
	await page.goto(base + '/contacts?pick=1');
	const boxes = page.locator('[data-rows] .k-c-pick [name=id]');
	await boxes.nth(0).check();
	await boxes.nth(1).check();
	fact(await page.locator('.k-bulk').isVisible(),
	    `${words}: the bar comes with the first tick`);
	await check_axe(page, `${words}: rows that are ticked`);
	await check_sideways(page, `${words}: rows that are ticked`);
	if (phone)
		await check_targets(page, `${words}: rows that are ticked`);
	await shot(page, shots, 'bulk-' + words);
	await go(page, '.k-bulk [value=set]');
	await page.selectOption('[name=field]', 'region');
	await go(page, '.k-save .btn-primary');
	await check_axe(page, `${words}: the question`);
	await go(page, '.k-save .btn-primary');
	fact(await page.locator('[name=region][aria-invalid]').count() === 1,
	    `${words}: an empty value is asked about`);
	await page.fill('[name=region]', 'Проба ' + words);
	await go(page, '.k-save .btn-primary');
	fact(/\/bulk\/contact\/\d+$/.test(page.url()) &&
	    (await page.locator('.k-figs dd').first().innerText()) === '2',
	    `${words}: two records are changed`, page.url());
	await check_axe(page, `${words}: the result`);
	await go(page, '#bk-undo');
	fact(await page.locator('#bk-undo').count() === 0,
	    `${words}: and changed back as one`);
	check_trouble(page, words);
}

// A list grouped from its filter panel.
async function groups(page, base, words, shots) {
	await page.goto(base + '/deals?filter=1');
	await page.selectOption('#by-group', 'stage_id');
	await go(page, '.k-filterform .btn[type=submit]');
	const rows = page.locator('.k-groups tbody tr');
	fact(await rows.count() > 2, `${words}: the list stands in groups`);
	await check_axe(page, `${words}: groups`);
	await check_sideways(page, `${words}: groups`);
	await shot(page, shots, 'groups-' + words);
	const n = (await rows.first().locator('td').first().innerText());
	await go(page, '.k-groups tbody tr:first-child a');
	fact((await page.locator('.k-pager').innerText()).endsWith(' ' +
	    n.trim()), `${words}: a group leads to its records`, n);
}

// From a list without boxes: by a click at the row's edge, and by X.
async function picked(page, base) {
	await page.goto(base + '/contacts');
	const row = page.locator('[data-rows] > tr').nth(1);
	const at = async () => (await row.locator('th a').boundingBox()).x;
	const before = await at();
	await row.locator('th').click({ position: { x: 14, y: 16 } });
	await page.waitForSelector('.k-c-pick [name=id]:checked');
	fact(Math.abs(await at() - before) < 1,
	    'a click before a name ticks the row, and nothing jumps', before);
	await page.goto(base + '/contacts');
	await page.keyboard.press('j');
	await page.keyboard.press('x');
	await page.waitForSelector('.k-c-pick [name=id]:checked');
	fact(await page.evaluate(() =>
	    document.activeElement.matches('.k-c-pick [name=id]:checked')),
	    'X ticks the row, and stays at it');
	check_trouble(page, 'a list whose rows are ticked');
}

// A city is edited in the list, by double click and by keys, and on the card.
async function cells(page, base, words, shots, phone) {
	await page.goto(base + '/contacts?kind=organisation&q=Агросвіт');
	const at = await page.locator('thead th').evaluateAll(l =>
	    l.findIndex(t => t.dataset.f === 'city'));
	const cell = page.locator('[data-rows] > tr').first().locator('td, th')
		.nth(at);
	const card = await page.locator('[data-rows] th a').first()
		.getAttribute('href');
	const city = (await cell.innerText()).trim();
	if (!phone) {
		await cell.dblclick();
		await page.waitForSelector('.k-cell-edit input[name=city]');
		fact(await page.evaluate(() =>
		    document.activeElement.name === 'city'),
		    `${words}: a double click opens a value`);
		await check_axe(page, `${words}: a value in hand`);
		await shot(page, shots, 'cell-' + words);
		await page.keyboard.press('Escape');
		fact((await cell.innerText()).trim() === city,
		    `${words}: Esc leaves it as it was`);
		await page.keyboard.press('Enter');
		await page.waitForSelector('.k-cell-edit input[name=city]');
		await page.fill('.k-cell-edit [name=city]', 'Проба');
		await page.keyboard.press('Enter');
		await page.waitForFunction(() =>
		    !document.querySelector('.k-cell-edit'));
		fact((await cell.innerText()).trim() === 'Проба',
		    `${words}: Enter takes the new one`);
		await page.waitForSelector('.k-toast.is-ok form');
		await check_axe(page, `${words}: a saved value`);
		await shot(page, shots, 'saved-' + words);
		await Promise.all([page.waitForNavigation(),
			page.click('.k-toast.is-ok [type=submit]')]);
		fact((await cell.innerText()).trim() === city,
		    `${words}: Undo beside it takes it back, in the same list`,
		    page.url());
	}
	await page.goto(base + card);
	const pencil = page.locator('.k-pencil[data-f=city]');
	await pencil.click();
	await page.waitForSelector('.k-cell-edit input[name=city]');
	await check_axe(page, `${words}: a fact in hand`);
	await check_sideways(page, `${words}: a fact in hand`);
	await shot(page, shots, 'fact-' + words);
	await page.fill('.k-cell-edit [name=city]', 'x'.repeat(101));
	await page.evaluate(() => document.querySelector(
	    '.k-cell-edit [name=city]').removeAttribute('maxlength'));
	await page.fill('.k-cell-edit [name=city]', 'x'.repeat(101));
	await page.keyboard.press('Enter');
	await page.waitForSelector('.k-cell-edit [aria-invalid]');
	fact(await page.locator('.k-cell-edit .k-err').count() === 1,
	    `${words}: what is wrong is said beside it`);
	await page.evaluate(() => window.scrollTo(0, 0));
	await check_axe(page, `${words}: a refused fact`);
	await page.fill('.k-cell-edit [name=city]', city);
	await page.click('.k-cell-edit [type=submit]');
	await page.waitForFunction(() =>
	    !document.querySelector('.k-cell-edit'));
	fact((await page.locator('.k-facts dd', { has: pencil }).innerText())
		.includes(city), `${words}: the fact shows the new value`);
	page.trouble = (page.trouble || []).filter(t => !/422/.test(t));
}

// Without script the pencil leads to the form, with its field in hand.
async function pencil_plain(page, base) {
	await page.goto(base + '/contacts?kind=organisation');
	await go(page, '[data-rows] th a');
	await go(page, '.k-pencil[data-f=city]');
	fact(await page.evaluate(() =>
	    document.activeElement?.name === 'city'),
	    'without script a pencil opens the form at its field', page.url());
}

export async function lists_facts(person, base, shots) {
	for (const [view, js] of [[VIEWS[0], true], [VIEWS[0], false],
	    [VIEWS[2], true], [VIEWS[3], false]]) {
		const page = await person(view, js);
		const words = view.tag + (js ? '' : ' without script');
		await views(page, base, words, shots);
		await groups(page, base, words, shots);
		await bulk(page, base, words, shots, view.phone);
		if (js && !view.phone)
			await picked(page, base);
		if (js)
			await quick(page, base, words);
		if (js)
			await cells(page, base, words, shots, view.phone);
		else
			await pencil_plain(page, base);
		await page.context().close();
	}
}
