// routes.mjs: every page there is, by the table of routes.  A page whose
// sample is not in the base, and a route that answers otherwise than a page
// without being named here, fail: a new route cannot be forgotten.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { VIEWS, check_axe, check_markup, check_sideways, check_targets,
	check_trouble, fact, root, shot } from './browser.mjs';

// What is not a page: its status and type.
const OTHER = {
	'/': { status: 303 },
	'/health': { status: 200, type: /^text\/plain/ },
	'/robots.txt': { status: 200, type: /^text\/plain/ },
	'/tick': { status: 200, type: /^image\/gif/ },
	'/tick/:name': { status: 404 },		// a wrong word
	'/language/:name': { status: 303 },
	'/views/:id': { status: 303 },
	'/cell/:name/:id': { status: 200, type: /^text\/html/ },
	'/sign-in': { status: 303 },		// for who is signed in
	'/sign-in/code': { status: 303 },
	'/profile/codes': { status: 303 },	// where there are none: second.mjs
	'/setup': { status: 404 },		// where there is a firm
	'/setup/restore': { status: 404 },
	'/backup/download': { status: 200, type: /^application\/zip/ },
	'/lookup/:name': { status: 200, type: /^text\/html/ },
	'/contacts/alike': { status: 200, type: /^text\/html/ },
	'/reminders/told': { status: 200, type: /^text\/html/ },
	'/search/drop': { status: 200, type: /^text\/html/ },
	'/seen/:name/:id': { status: 200, type: /^image\/gif/ },
	'/products/lookup': { status: 200, type: /^text\/html/ },
	'/accounting/ubl.zip': { status: 200, type: /^application\/zip/ },
	'/invoices/:id.xml': { status: 200, type: /^application\/xml/ },
	'/import/:name/sample': { status: 200, type: /^text\/csv/ },
	'/import/:name/:id/bad': { status: 200, type: /^text\/csv/ },
	'/export/:name': { status: 200, type: /^text\/csv/ },
};

// What a parameter stands for: from an address of a link, the first of
// which is found on a page; the rest follows the record's own list.
const NAMES = {
	'/help/:name': ['/help', 'main a[href*="/help/"]'],
	'/language/:name': 'uk',
	'/lookup/:name': 'contacts',
	'/import/:name': 'contacts',
	'/import/:name/sample': 'contacts',
	'/tick/:name': '0123456789abcdef',
	'/export/:name': 'contacts',
	'/bulk/:name': 'contact',
};
const FROM = {
	'/invoices/:id/print': '/invoices?status=issued',
	'/invoices/:id.xml': '/invoices?status=issued',
	'/invoices/:id/edit': '/invoices?status=draft',
	'/invoices/:id/delete': '/invoices?status=draft',
	'/deals/:id/lose': '/deals?state=open',
};

export function routes() {
	return execFileSync(path.join(root, 'build/routes'),
	    { encoding: 'utf8' }).trim().split('\n').map(l => l.split('\t'))
		.filter(([method]) => method === 'GET').map(r => r[1]);
}

// An import of two rows, one of them refused, left at its trial.
async function import_sample(page, base) {
	await page.goto(base + '/import/contacts');
	await page.setInputFiles('main input[type=file]', { name: 'two.csv',
		mimeType: 'text/csv', buffer: Buffer.from('kind,name,email\n' +
		    'person,Проба Імпорту,\nperson,Хибна Пошта,немає\n') });
	await Promise.all([page.waitForNavigation(),
	    page.click('main form [type=submit]')]);
	const run = new URL(page.url()).pathname;
	await page.click('details:has(#f-save_as) > summary');
	await page.fill('#f-save_as', 'Проба');
	await Promise.all([page.waitForNavigation(),
	    page.click('[name=save]')]);
	await Promise.all([page.waitForNavigation(),
	    page.click('[name=try]')]);
	return run;
}

// An import that was written and undone: the page of its undoing.
async function undoing_sample(page, base) {
	const run = await import_sample(page, base);
	await Promise.all([page.waitForNavigation(),
	    page.click('main form[action$="/write"] [type=submit]')]);
	await page.goto(base + run);
	await Promise.all([page.waitForNavigation(),
	    page.click('main form[action$="/undo"] [type=submit]')]);
	return new URL(page.url()).pathname;
}

// A view, a category and a draft, which the demo firm does not have.
async function records_make(page, base) {
	await page.goto(base + '/contacts?kind=person');
	await page.click('.k-filters details.k-menu:has(#view-name) > summary');
	await page.fill('#view-name', 'Проба');
	await Promise.all([page.waitForNavigation(),
	    page.click('form:has(#view-name) [type=submit]')]);
	await page.goto(base + '/bulk/contact?do=tag&all=1');
	await page.fill('main [name=tag]', 'Проба');
	await Promise.all([page.waitForNavigation(),
	    page.click('main .k-save .btn-primary')]);
	await page.goto(base + '/categories/new');
	await page.fill('main [name=name]', 'Проба');
	await Promise.all([page.waitForNavigation(),
	    page.click('main .k-save .btn-primary')]);
	const who = await first_link(page, base + '/contacts',
	    'main [data-rows] th > a');
	await page.goto(`${base}/invoices/new?contact_id=` +
	    who?.split('/').pop());
	await page.fill('[name="line.1.name"]', 'Проба');
	await page.fill('[name="line.1.quantity"]', '1');
	await page.fill('[name="line.1.price"]', '1');
	await Promise.all([page.waitForNavigation(),
	    page.click('main .k-save .btn:not(.btn-primary)')]);
}

async function first_link(page, address, selector) {
	const r = await page.goto(address);
	if (r.status() !== 200)
		return null;
	const href = await page.locator(selector).first()
		.getAttribute('href', { timeout: 1000 }).catch(() => null);
	return href && new URL(href, page.url()).pathname;
}

// The address of a route with samples for its parameters, or null.
export async function sample(page, base, route, run, undoing) {
	if (!route.includes(':'))
		return route;
	if (route.startsWith('/import/:name/:id'))
		return run && route.replace('/import/:name/:id', run);
	if (route === '/changes/:id/undo')
		return undoing;
	const name = NAMES[route];
	if (route === '/cell/:name/:id')
		return (await first_link(page, base + '/contacts',
		    'main [data-rows] th > a')).replace('/contacts',
		    '/cell/contact') + '?field=city';
	if (route === '/bulk/:name/:id')
		return '/bulk/contact/1';
	if (route === '/seen/:name/:id')
		return '/seen/' + (await first_link(page, base + '/contacts',
		    'main [data-rows] th > a')).slice(1)
			.replace('contacts', 'contact');
	if (Array.isArray(name))
		return first_link(page, base + name[0], name[1]);
	if (name)
		return route.replace(':name', name);
	const list = route.slice(0, route.indexOf('/:id'));
	const own = await first_link(page, base + (FROM[route] || list),
	    `main a[href^="${list}/"]:is([data-rows] th > a, ` +
	    '.k-deal a)');
	const id = own?.slice(list.length + 1).match(/^\d+/)?.[0];
	return id ? route.replace(':id', id) : null;
}

async function other(page, base, route, address) {
	const want = OTHER[route];
	const r = await page.context().request.get(base + address,
	    { maxRedirects: 0 });
	const type = r.headers()['content-type'] || '';
	fact(r.status() === want.status && (!want.type || want.type.test(type)),
	    `${route} answers ${want.status} ${want.type || ''}`,
	    `${r.status()} ${type}`);
}

// A page as it must be for everyone.
export async function look(page, base, view, address, shots) {
	const words = `${address} at ${view.tag}`;
	const r = await page.goto(base + address).catch(e =>
	    fact(false, `${words}: opens`, e) && null);
	if (!r)
		return;
	fact(r.status() === 200 && /^text\/html/.test(r.headers()
	    ['content-type'] || ''), `${words}: is a page`,
	    `${r.status()} ${r.headers()['content-type']}`);
	await shot(page, shots, address.replace(/\W+/g, '_')
		.replace(/^_|_$/g, '') + '-' + view.tag);
	await check_sideways(page, words);
	await check_axe(page, words);
	if (view.phone)
		await check_targets(page, words);
	else
		await check_markup(page, words);
	check_trouble(page, words);
}

// Every route once at each of two widths; person(view) signs in.
export async function every_route(person, base, shots) {
	const first = await person(VIEWS[0]);
	const run = await import_sample(first, base).catch(e =>
	    fact(false, 'a file can be left at its trial', e) || null);
	const undoing = await undoing_sample(first, base).catch(e =>
	    fact(false, 'an import can be undone', e) || null);
	await records_make(first, base).catch(e =>
	    fact(false, 'what the demo firm lacks can be made', e));
	const list = [];
	for (const route of routes()) {
		const address = await sample(first, base, route, run,
		    undoing);
		if (!fact(address, `${route} has a sample`))
			continue;
		if (OTHER[route])
			await other(first, base, route, address);
		else
			list.push(address);
	}
	await first.context().close();
	const views = [VIEWS[0], VIEWS[2]];
	await Promise.all(views.map(async view => {
		const page = await person(view);
		for (const address of list)
			await look(page, base, view, address, shots);
		await page.context().close();
	}));
}
