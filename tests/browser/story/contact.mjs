// contact.mjs: a contact is found in the list, and its card is worked with.

const rows = w => w.page.locator('main [data-rows] th > a');
const names = async w => (await rows(w).allInnerTexts()).map(s => s.trim());

async function filter(w, values) {
	const add = w.page.locator('main .k-chip.is-add').first();
	if (await add.locator('a').count())
		await w.press(add.locator('a'));
	else
		await add.click();
	for (const [name, value] of Object.entries(values)) {
		const c = w.page.locator(`#by-${name}`);
		await c.waitFor();
		if (await c.evaluate(e => e.localName) === 'select')
			await c.selectOption(value);
		else
			await c.fill(value);
	}
	await w.press('.k-filterform [type=submit]');
}

// All pages of the list, forward; then one back.
async function pages(w) {
	const starts = [], seen = [];
	for (;;) {
		const page = await names(w);
		starts.push(page[0]);
		seen.push(...page);
		const next = w.page.locator('.k-pager a[rel=next]');
		if (!await next.count())
			break;
		await w.press(next);
	}
	w.fact(seen.length === 90 && new Set(seen).size === 90 &&
	    starts.length > 1, 'pages show the 90 people once each',
	    `${starts.length} pages, ${seen.length} rows`);
	await w.press('.k-pager a[rel=prev]');
	w.fact((await names(w))[0] === starts.at(-2),
	    'and one page back is there', starts.join());
}

// Step 4, the list.
export async function find(w) {
	await w.menu('/contacts');
	await w.look('contacts');
	await filter(w, { kind: 'person' });
	await w.look('contacts, filtered');
	await pages(w);
	await w.menu('/contacts');
	await filter(w, { kind: 'person', city: 'Рівне' });
	const found = await names(w);
	w.fact(found.includes('Данилишин Захарій Омелянович'),
	    'a filter by city finds the person', found.join());
	w.fact(await w.page.locator('main .k-chip:not(.is-add)').count() === 2,
	    'both filters stand above the list');
	await w.menu('/contacts');
	await sorting(w);
	await filter(w, { email: 'user2.x@example.org' });
	w.must((await names(w)).join() === 'Боровська Забава Олельківна',
	    'a filter by e-mail finds one', (await names(w)).join());
	await w.press(rows(w).first());
	w.must(/^\/contacts\/\d+$/.test(w.path()), 'its row opens the card',
	    w.path());
	w.known.contact = w.path();
	w.known.contact_id = w.path().split('/').pop();
}

// On a phone there are no heads of columns.
async function sorting(w) {
	if (w.view.phone)
		return;
	const first = (await names(w))[0];
	await w.press('th[aria-sort] a');
	w.fact((await names(w))[0] !== first &&
	    await w.page.locator('th[aria-sort=descending]').count() === 1,
	    'a second press on a head turns the order round');
}

const today = lang => {
	const d = new Date();
	const iso = new Date(d - d.getTimezoneOffset() * 6e4).toISOString()
		.slice(0, 10);
	return lang === 'en' ? iso : iso.split('-').reverse().join('.');
};

// Step 4, the card.
export async function card(w) {
	for (const words of ['Регіональний логістичний менеджер', '65927481',
	    'КТ Добринка', 'Дніпродзержинськ', '19.02.1965',
	    'UA523000020000000000005592748'])
		await w.says(words, `the card shows ${words}`);
	await w.look('card');
	await write_down(w, 'note', 'Просила зателефонувати по обіді');
	await w.says('Просила зателефонувати по обіді',
	    'a note stands in the story', '.k-tl');
	await write_down(w, 'task', 'Надіслати пропозицію', today(w.lang));
	await w.says('Надіслати пропозицію', 'a task stands on the card');
	await w.look('card with a note and a task');
	await change(w);
	await w.menu('/now');
	await w.says('Надіслати пропозицію',
	    'the start page shows the task of today');
	await w.look('start with a task');
	await firm_card(w);
}

async function write_down(w, kind, text, due) {
	await w.page.locator(`.k-quick [value=${kind}]`).check({ force: true });
	await w.page.fill('.k-quick textarea', text);
	if (due)
		await w.page.fill('.k-quick [name=due_on]', due);
	await w.press('.k-quick [type=submit]');
	w.fact(w.path().startsWith(w.known.contact),
	    `a ${kind} is written down on the card`, w.path());
}

// Edited, seen in the history, taken back.
async function change(w) {
	const city = 'Кам’янське';
	await w.press(`main a[href="${w.known.contact}/edit"]`);
	await w.look('card, its form');
	await w.fill({ city, phone: '+380 44 699-19-64' });
	await w.press('main .k-save .btn-primary');
	await w.says(city, 'the card shows what was changed');
	await history(w);
	const changes = await w.text();
	w.fact(changes.includes(city) && changes.includes('Дніпродзержинськ') &&
	    changes.includes('Савчук Олена'),
	    'the history says who changed what, from what and to what', changes);
	await w.look('card, its history');
	await w.press('main form[action*="/undo"] [type=submit]');
	await w.open(w.known.contact);
	const text = await w.text();
	w.fact(text.includes('Дніпродзержинськ') && !text.includes(city) &&
	    text.includes('044 699 1964'), 'undoing brings the old values back');
}

// The way to it is in the menu of the card.
async function history(w) {
	const link = w.page.locator(`main a[href="${w.known.contact}/history"]`)
		.first();
	if (!await link.isVisible())
		await w.page.locator('.k-actions details.k-menu summary').last()
			.click();
	await w.press(link);
}

// The organisation knows its people.
async function firm_card(w) {
	await w.open(w.known.contact);
	await w.press('main aside a:text-is("КТ Добринка")');
	await w.says('Боровська Забава Олельківна',
	    'the firm’s card shows its people', 'main aside');
	await w.look('card of a firm');
	w.known.firm = w.path();
	w.known.firm_id = w.path().split('/').pop();
}

// Made by hand, where nothing was imported.
export async function create(w) {
	await w.menu('/contacts');
	await w.press('main a[href^="/contacts/new"]');
	await w.fill({ name: 'Боровська Забава Олельківна',
		email: 'user2.x@example.org', city: 'Кам’янське',
		birthday: w.say({ uk: '19.02.1965', ru: '19.02.1965',
		    en: '1965-02-19' }), tax_no: '2379127488' });
	await w.press('main .k-save .btn-primary');
	w.must(/^\/contacts\/\d+$/.test(w.path()), 'a contact is made',
	    await w.text());
	await w.look('card made by hand');
	w.known.contact = w.path();
	w.known.contact_id = w.path().split('/').pop();
}
