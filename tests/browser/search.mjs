// search.mjs: the box that finds everything, by keys, by touch and without
// script.
import { VIEWS, check_axe, check_sideways, check_targets, check_trouble, fact,
	shot } from './browser.mjs';

const drop = page => page.locator('.k-top .k-drop');
const box = page => page.locator('#q');
const active = page => page.evaluate(() => document.getElementById(
    document.getElementById('q').getAttribute('aria-activedescendant'))
	?.textContent.trim() || '');

async function drop_wait(page, text) {
	await page.waitForFunction(t => [...document.querySelectorAll(
	    '.k-top .k-drop:not([hidden]) mark')].some(m =>
	    m.textContent.includes(t)), text);
}

// From any page to a record without the mouse.
async function keys(page, base, words, shots) {
	await page.goto(base + '/contacts');
	await page.keyboard.press('/');
	await page.waitForSelector('.k-top .k-drop:not([hidden])');
	fact(await box(page).evaluate(e => e === document.activeElement),
	    `${words}: the slash goes to the box, and it opens`);
	await check_axe(page, `${words}: the drop before anything is typed`);
	await page.keyboard.type('agrosv');
	await drop_wait(page, 'Агросвіт');
	fact(await box(page).getAttribute('aria-expanded') === 'true' &&
	    await page.locator('#' + await box(page)
		.getAttribute('aria-controls')).count() === 1,
	    `${words}: answers come while one types, and are announced`);
	fact(await drop(page).locator('[role=option]').count() <= 10,
	    `${words}: they are few`);
	await page.keyboard.press('ArrowDown');
	const first = await active(page);
	await page.keyboard.press('ArrowDown');
	const second = await active(page);
	await page.keyboard.press('ArrowUp');
	fact(first.includes('Агросвіт') && second && first !== second &&
	    await active(page) === first,
	    `${words}: the arrows go through them`, first + ' | ' + second);
	await check_axe(page, `${words}: the open drop`);
	await shot(page, shots, 'search-drop-' + words);
	await page.keyboard.press('Escape');
	fact(await drop(page).isHidden() &&
	    await box(page).getAttribute('aria-expanded') === 'false' &&
	    await box(page).inputValue() === 'agrosv',
	    `${words}: Esc closes them and keeps what was typed`);
	await page.keyboard.press('ArrowDown');
	await drop_wait(page, 'Агросвіт');
	await page.keyboard.press('ArrowDown');
	await Promise.all([page.waitForNavigation(),
	    page.keyboard.press('Enter')]);
	fact(/\/contacts\/\d+$/.test(page.url()),
	    `${words}: Enter opens the chosen one`, page.url());
}

// What was opened is offered first; a star keeps it.
async function kept(page, base) {
	const card = new URL(page.url()).pathname;
	await page.waitForLoadState('networkidle');
	await Promise.all([page.waitForNavigation(), page.click('.k-star')]);
	fact(await page.getAttribute('.k-star', 'aria-pressed') === 'true',
	    'a record is starred');
	await check_axe(page, 'a starred card');
	await page.keyboard.press('Control+k');
	await page.waitForSelector('.k-top .k-drop:not([hidden]) .k-hit');
	fact((await drop(page).locator('.k-hit').first()
		.getAttribute('href')).endsWith(card),
	    'Ctrl+K opens the box with what is starred first');
	await page.keyboard.press('Escape');
	await Promise.all([page.waitForNavigation(), page.click('.k-star')]);
	await page.goto(base + '/deals');
	await page.keyboard.press('/');
	await page.waitForSelector('.k-top .k-drop:not([hidden]) .k-hit');
	fact((await drop(page).locator('.k-hit').first()
		.getAttribute('href')).endsWith(card),
	    'without the star it was still seen lately');
}

async function plain_enter(page, base) {
	await page.goto(base + '/contacts');
	await box(page).fill('агросвіт');
	await Promise.all([page.waitForNavigation(),
	    page.keyboard.press('Enter')]);
	fact(new URL(page.url()).pathname.endsWith('/search') &&
	    await page.locator('.k-results mark').count() > 0,
	    'Enter alone opens the page with all that was found');
}

async function keys_dialog(page, base) {
	await page.goto(base + '/contacts');
	await page.keyboard.press('Shift+Slash');
	await page.waitForSelector('.k-keys-over[open]');
	await check_axe(page, 'the keys over the page');
	await page.keyboard.press('Escape');
	await page.waitForSelector('.k-keys-over', { state: 'detached' });
	await box(page).click();
	await page.keyboard.type('?c/');
	fact(await box(page).inputValue() === '?c/' &&
	    await page.locator('.k-keys-over').count() === 0,
	    'keys do nothing else while one types in the box');
}

async function without_script(person, base) {
	const page = await person(VIEWS[0], false);
	await page.goto(base + '/contacts');
	await box(page).fill('fuhjcdsn');
	await Promise.all([page.waitForNavigation(),
	    page.keyboard.press('Enter')]);
	fact(await page.locator('.k-results mark', { hasText: 'Агросвіт' })
		.count() > 0 && await page.locator('.k-alert').count() === 1,
	    'without script the box is a form, and another layout is told');
	await page.context().close();
}

export async function search_facts(person, base, shots) {
	for (const view of VIEWS.slice(0, 2)) {
		const page = await person(view);
		await keys(page, base, view.tag, shots);
		if (view === VIEWS[0]) {
			await kept(page, base);
			await plain_enter(page, base);
			await keys_dialog(page, base);
		}
		check_trouble(page, 'the search');
		await page.context().close();
	}
	const phone = await person(VIEWS[2]);
	await phone.goto(base + '/search?q=fuhjcdsn');
	await check_axe(phone, 'what was found, on a phone');
	await check_targets(phone, 'what was found, on a phone');
	await check_sideways(phone, 'what was found, on a phone');
	await phone.context().close();
	await without_script(person, base);
}
