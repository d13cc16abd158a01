// run.mjs: the story of a working day, in a browser, on a running Kartoteka.
//	node tests/browser/run.mjs --base URL [--shots DIR] [--only PART,...]
// Signs in as KARTOTEKA_LOGIN with KARTOTEKA_PASSWORD.  Ends with
// "N passed, N failed".
import { VIEWS, browser_start, check_axe, check_trouble, fact, finish, shot,
	sign_in, visitor } from './browser.mjs';
import { every_route, look } from './routes.mjs';
import { duplicates_facts } from './duplicates.mjs';
import { lists_facts } from './lists.mjs';
import { search_facts } from './search.mjs';

const arg = name => {
	const i = process.argv.indexOf(name);
	return i < 0 ? null : process.argv[i + 1];
};
const base = arg('--base').replace(/\/$/, '');
const shots = arg('--shots');
const only = arg('--only')?.split(',');
const login = process.env.KARTOTEKA_LOGIN || 'admin';
const password = process.env.KARTOTEKA_PASSWORD || '';
const b = await browser_start();
const stamp = Date.now().toString(36);

async function person(view = VIEWS[0], js = true) {
	const page = await visitor(b, view, js);
	fact(await sign_in(page, base, login, password),
	    `${login} signs in at ${view.tag}${js ? '' : ' without script'}`,
	    page.url());
	return page;
}

const path_of = href => new URL(href, base).pathname +
    new URL(href, base).search;

// Pages that differ by what is asked of them, and how the chief ones look in
// the dark.
const ASKED = ['/contacts?filter=1', '/contacts/new?kind=organisation',
	'/contacts?kind=person&sort=-name', '/activities/new?kind=task',
	'/now?part=late', '/deals/board?owner=me',
	'/invoices?status=issued&debt.from=0.01', '/invoices?status=draft', '/search?q=роман', '/search?q=380',
	'/search?q=роман&in=contacts', '/search?q=щщщщ',
	'/reports/sales?by=country', '/reports/sales?from=2001-01-01&' +
	'to=2001-12-31', '/accounting?from=2001-01-01&to=2001-12-31'];
const DARK = ['/now', '/contacts', '/deals/board', '/products', '/invoices',
	'/reports/sales', '/reports/funnel', '/accounting', '/import/contacts',
	'/contacts/new', '/settings', '/search?q=роман', '/help/keys'];

async function asked() {
	const some = [[VIEWS[0], ASKED], [VIEWS[2], ASKED], [VIEWS[1], DARK],
		[VIEWS[3], DARK]];
	await Promise.all(some.map(async ([view, list]) => {
		const page = await person(view);
		for (const path of list)
			await look(page, base, view, path, shots);
		await page.context().close();
	}));
}

async function save(page, fields, button = '.k-save .btn-primary') {
	for (const [name, value] of Object.entries(fields))
		await page.fill(`form[data-watch] [name="${name}"]`, value);
	await Promise.all([page.waitForNavigation(), page.click(button)]);
	return path_of(page.url());
}

// A contact's life: refused, made, changed, taken back, deleted, brought back.
async function contact(js) {
	const page = await person(VIEWS[0], js);
	const how = js ? 'with script' : 'without script';
	const name = `ТОВ «Проба ${stamp}${js ? '' : '-n'}»`;
	await page.goto(base + '/contacts/new?kind=organisation');
	await save(page, { name, email: 'нема-собачки' });
	fact(await page.inputValue('form[data-watch] [name=name]') === name &&
	    await page.locator('[name=email][aria-invalid=true]').count() === 1 &&
	    await page.locator('[role=alert]').count() > 0,
	    `${how}: a refused contact keeps what was typed and says why`);
	await check_axe(page, `${how}: a refused form`);
	let card = await save(page, { email: 'info@proba.example',
	    phone: '+380 44 501-22-18', city: 'Київ' });
	if (await page.locator('[name=anyway]').count())	// the other one's
		card = await save(page, {}, '[name=anyway]');
	fact(/^\/contacts\/\d+$/.test(card), `${how}: a contact is made`, card);
	fact(await page.locator('.k-toast').count() === 1,
	    `${how}: what was done is said`);
	fact((await page.textContent('h1')).includes(name),
	    `${how}: the card bears its name`);
	const other = await page.context().newPage();
	other.plain = !js;
	await other.goto(base + card + '/edit');
	await page.goto(base + card + '/edit');
	await save(page, { city: 'Львів', postcode: '79000' });
	await save(other, { city: 'Одеса' }).catch(() => null);
	fact(await other.locator('.k-merge [name=city]').count() === 2,
	    `${how}: a stale form asks which of two values stays`,
	    await other.title());
	const merge = await other.locator('main').innerText();
	fact(merge.includes('Київ') && merge.includes('79000') &&
	    (await other.locator('.k-head-sub').innerText()).includes(':'),
	    `${how}: with what it was, what joins, who saved and when`, merge);
	await check_axe(other, `${how}: the merge page`);
	await shot(other, shots, 'merge');
	await other.locator('[name=city][value="Одеса"]').check()
		.catch(() => null);
	await Promise.all([other.waitForNavigation(),
	    other.click('.k-save .btn-primary')]);
	fact((await other.textContent('main')).includes('Одеса'),
	    `${how}: the value that was chosen stays`);
	await page.goto(base + card + '/history');
	fact(await page.locator('.k-changes').count() >= 2,
	    `${how}: the history shows both changes`);
	await check_axe(page, `${how}: the history`);
	await page.goto(base + card + '/delete');
	await check_axe(page, `${how}: the question before deleting`);
	await Promise.all([page.waitForNavigation(),
	    page.click('.k-dialog footer [type=submit]')]);
	const gone = await page.context().newPage();
	fact((await gone.goto(base + card)).status() === 404,
	    `${how}: a deleted contact is gone`);
	const undo = page.locator('.k-toast form [type=submit]');
	if (fact(await undo.count() === 1, `${how}: deleting can be undone`)) {
		await Promise.all([page.waitForNavigation(), undo.click()]);
		fact((await gone.goto(base + card)).status() === 200,
		    `${how}: and the contact is back`);
	}
	check_trouble(page, `${how}: the story of a contact`);
	await page.context().close();
}

async function theme() {
	const page = await person();
	await page.goto(base + '/contacts');
	await page.click('.k-top details.k-menu:last-of-type > summary');
	const answer = page.waitForResponse(r =>
	    r.url().endsWith('/profile/theme'));
	await page.click('[data-theme-form] [value=dark]');
	fact((await answer).status() === 303, 'the theme is remembered',
	    (await answer).status());
	await page.reload();
	fact(await page.getAttribute('html', 'data-bs-theme') === 'dark',
	    'a dark page is dark from its first byte');
	await page.click('.k-top details.k-menu:last-of-type > summary');
	const back = page.waitForResponse(r =>
	    r.url().endsWith('/profile/theme'));
	await page.click('[data-theme-form] [value=auto]');
	await back;
	await page.context().close();
}

// Filters and sorting change the list without loading the page anew.
async function list() {
	const page = await person();
	await page.goto(base + '/contacts');
	await page.evaluate(() => { window.stays = 1; });
	await page.click('.k-table th a');
	await page.waitForURL('**sort=**');
	await page.waitForSelector('main#main th[aria-sort]');
	await page.waitForFunction(() => !document.querySelector(
	    '.htmx-request, .htmx-swapping, .htmx-settling'));
	fact(await page.evaluate(() => window.stays) === 1 &&
	    await page.locator('main#main').count() === 1 &&
	    await page.locator('.k-nav').count() === 1,
	    'sorting replaces the list alone');
	await page.keyboard.press('f');
	await page.waitForSelector('[data-filter][open]', { timeout: 3000 })
		.catch(() => null);
	fact(await page.locator('[data-filter][open]').count() === 1,
	    'F opens the filter');
	await page.goBack();
	await page.waitForSelector('main .k-table, main .k-empty');
	fact(await page.locator('.k-table, .k-empty').count() === 1,
	    'the way back shows the list');
	check_trouble(page, 'a list');
	await page.context().close();
}

// A deal is made, dragged along the board, and lost for a reason.
async function board() {
	const page = await person();
	const title = `Вентиляція ${stamp}`;
	await page.goto(base + '/contacts/new?kind=organisation');
	const who = await save(page, { name: `ТОВ «Замовник ${stamp}»`,
		email: 'zam@proba.example' });
	await page.goto(`${base}/deals/new?contact_id=${who.split('/').pop()}`);
	const card = await save(page, { title });
	if (!fact(/^\/deals\/\d+$/.test(card), 'a deal is made', card + ' ' +
	    await page.locator('#form-errors').textContent().catch(() => '')))
		return;
	await page.goto(base + '/deals/board');
	await page.setViewportSize({ width: 1280, height: 3000 });
	const mine = page.locator('.k-deal', { hasText: title });
	const lanes = await page.locator('[data-lane]').evaluateAll(l =>
	    l.map(x => x.dataset.lane));
	const from = await mine.evaluate(e =>
	    e.closest('[data-lane]').dataset.lane);
	const to = lanes.find(l => l !== from);
	await Promise.all([page.waitForNavigation(),
	    mine.dragTo(page.locator(`[data-lane="${to}"]`))]);
	fact(await page.locator(`[data-lane="${to}"] h3`,
	    { hasText: title }).count() === 1,
	    'a dragged deal stands where it was dropped', page.url());
	await mine.locator('summary').click();
	const lost = await mine.locator('option[data-kind=lost]').first()
		.getAttribute('value');
	await mine.locator('select[name=stage]').selectOption(lost);
	fact(await mine.locator('.k-why').isVisible(),
	    'losing a deal asks why');
	await mine.locator('.k-why select').selectOption({ index: 1 });
	await Promise.all([page.waitForNavigation(),
	    mine.locator('.k-move button').click()]);
	await page.goto(base + '/deals/board');
	fact(await mine.count() === 0, 'a lost deal leaves the board');
	check_trouble(page, 'the board');
	await page.context().close();
}

// An invoice: lines with script, issued, printed.
async function invoice() {
	const page = await person();
	await page.goto(base + '/contacts/new?kind=organisation');
	const who = await save(page, { name: `ТОВ «Покупець ${stamp}»`,
		email: 'pok@proba.example' });
	await page.goto(`${base}/invoices/new?contact_id=` +
	    who.split('/').pop());
	for (const [n, name, price] of [[1, 'Вентилятор', '1000'],
	    [2, 'Монтаж', '500,50']]) {
		if (n > 1)
			await page.keyboard.press('Control+i');
		await page.fill(`[name="line.${n}.name"]`, name);
		await page.fill(`[name="line.${n}.quantity"]`, '2');
		await page.selectOption(`[name="line.${n}.unit"]`, 'H87');
		await page.fill(`[name="line.${n}.price"]`, price);
		await page.selectOption(`[name="line.${n}.vat"]`, { index: 1 });
	}
	const draft = await save(page, {}, '.k-save .btn:not(.btn-primary)');
	fact(/^\/invoices\/\d+$/.test(draft), 'a draft invoice is saved', draft +
	    ' ' + await page.locator('#form-errors').textContent()
		.catch(() => ''));
	fact(await page.locator('.k-paper tbody tr').count() === 2,
	    'its paper has both lines');
	await check_axe(page, 'the draft invoice');
	await shot(page, shots, 'invoice-draft');
	await page.goto(base + draft + '/print');
	await check_axe(page, 'the printed invoice');
	await page.emulateMedia({ media: 'print' });
	fact(!await page.locator('.k-noprint').first().isVisible() &&
	    await page.locator('.k-paper').isVisible(),
	    'on paper there is the paper alone');
	await shot(page, shots, 'invoice-print');
	check_trouble(page, 'the invoice');
	await page.context().close();
}

const parts = { routes: () => every_route(person, base, shots), asked,
	contact: () => contact(true),
	plain: () => contact(false), theme, list, board, invoice,
	search: () => search_facts(person, base, shots),
	lists: () => lists_facts(person, base, shots),
	duplicates: () => duplicates_facts(person, base, shots) };
for (const [name, part] of Object.entries(parts))
	if (!only || only.includes(name))
		await part().catch(e => fact(false, `the part ${name} runs`, e));
await b.close();
finish();
