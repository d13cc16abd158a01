// duplicates.mjs: a client typed twice, found, merged, and two again.
import { VIEWS, check_axe, check_sideways, check_targets, check_trouble, fact,
	shot } from './browser.mjs';

const alike = page => page.locator('.k-alike');

// One like a firm of the demo, saved though it was asked.
async function typed(page, base, words, shots, name) {
	await page.goto(base + '/contacts/new?kind=organisation');
	const field = page.locator('[name=name]');
	const top = async () => (await field.boundingBox()).y;
	const before = await top();
	await field.pressSequentially(name, { delay: 5 });
	await page.waitForSelector('.k-alike li');
	fact((await alike(page).innerText()).includes('Агросвіт'),
	    `${words}: a client who is there is named as he is typed`);
	fact(await top() === before, `${words}: nothing jumps`);
	fact(await alike(page).getAttribute('role') === 'status',
	    `${words}: and it is announced`);
	await check_axe(page, `${words}: the form that asks`);
	await check_sideways(page, `${words}: the form that asks`);
	await shot(page, shots, 'duplicates-typed-' + words);
	await Promise.all([page.waitForNavigation(), field.press('Enter')]);
	await page.waitForSelector('[name=anyway]');
	await check_axe(page, `${words}: the form that asks again`);
	await Promise.all([page.waitForNavigation(),
	    page.click('[name=anyway]')]);
	return fact(/\/contacts\/\d+$/.test(page.url()),
	    `${words}: it is saved anyway`, page.url()) &&
	    Number(new URL(page.url()).pathname.split('/').pop());
}

// Side by side, all from the left, and undone from the note.
async function merged(page, base, words, shots, id) {
	await page.goto(`${base}/contacts/1/merge?with=${id}`);
	await check_axe(page, `${words}: both side by side`);
	await check_sideways(page, `${words}: both side by side`);
	if (words.startsWith('390'))
		await check_targets(page, `${words}: both side by side`);
	await shot(page, shots, 'duplicates-merge-' + words);
	await page.click('[data-choose=right]');
	fact(await page.locator('[data-side=right]:not(:checked)').count() === 0,
	    `${words}: one button chooses a side`);
	await page.click('[data-choose=left]');
	await Promise.all([page.waitForNavigation(),
	    page.click('.k-save .btn-primary')]);
	fact(new URL(page.url()).pathname.endsWith('/contacts/1'),
	    `${words}: they are one`, page.url());
	await page.goto(`${base}/contacts/${id}`);
	fact(new URL(page.url()).pathname.endsWith('/contacts/1'),
	    `${words}: the other address leads there`, page.url());
	await page.goto(base + '/contacts/1/history');
	await Promise.all([page.waitForNavigation(),
	    page.locator('main form[action*="/undo"] button').first().click()]);
	await page.goto(`${base}/contacts/${id}`);
	fact(new URL(page.url()).pathname.endsWith('/' + id),
	    `${words}: and two again`, page.url());
}

// The queue after a comparison that was asked for.
async function queued(page, base, words, shots) {
	await page.goto(base + '/duplicates');
	await Promise.all([page.waitForNavigation(),
	    page.click('form[action$="/duplicates/scan"] button')]);
	await page.waitForFunction(() => document.querySelector(
	    'form[action$="/duplicates/scan"]'));
	await page.goto(base + '/duplicates');
	fact(await page.locator('main tbody tr').count() > 0,
	    `${words}: likely pairs are proposed`);
	await check_axe(page, `${words}: likely pairs`);
	await check_sideways(page, `${words}: likely pairs`);
	if (words.startsWith('390'))
		await check_targets(page, `${words}: likely pairs`);
	await shot(page, shots, 'duplicates-queue-' + words);
	const merge = await page.locator('main tbody a.btn').first()
		.getAttribute('href');
	await Promise.all([page.waitForNavigation(), page.locator(
	    'form[action$="/duplicates/apart"] button').first().click()]);
	fact(await page.locator(`main a.btn[href="${merge}"]`).count() === 0,
	    `${words}: who is not the same is proposed no more`);
}

export async function duplicates_facts(person, base, shots) {
	for (const view of VIEWS) {
		const page = await person(view);
		const id = await typed(page, base, view.tag, shots,
		    'Agrosvit Podillia');
		if (id) {
			await merged(page, base, view.tag, shots, id);
			await queued(page, base, view.tag, shots);
		}
		check_trouble(page, 'duplicates at ' + view.tag);
		await page.context().close();
	}
}
