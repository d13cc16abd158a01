// import.mjs: customers from somebody else's CSV, with two rows no program
// could take.
import fs from 'node:fs';

// Bytes of windows-1251.
function cp1251(text) {
	const all = new TextDecoder('windows-1251').decode(
	    Uint8Array.from({ length: 256 }, (_, i) => i));
	return Buffer.from([...text].map(c => all.indexOf(c)));
}

// The file as it came, and below it a row without a name and one whose
// e-mail is none.
function file_make(from) {
	const bytes = fs.readFileSync(from);
	const head = new TextDecoder('windows-1251').decode(bytes)
		.split(/\r?\n/, 1)[0].split(';');
	const row = values => head.map(h => values[h] || '').join(';');
	const end = bytes.at(-1) === 10 ? '' : '\r\n';
	return Buffer.concat([bytes, cp1251(end + [
	    row({ 'Населений пункт': 'Нічийне' }),
	    row({ 'Прізвище': 'Хибна', "Ім'я": 'Пошта',
		'Ел. пошта': 'собаки нема' })].join('\r\n') + '\r\n')]);
}

const GUESSED = { 'ID': '', 'Прізвище': 'name', "Ім'я": 'name',
	'По батькові': 'name', 'Організація': 'organisation',
	'Ел. пошта': 'email', 'Мобільний': 'phone', 'Додано': '',
	'ЄДРПОУ': 'reg_no', 'РНОКПП': 'tax_no', 'Рахунок (IBAN)': 'iban',
	'Нотатки': 'note' };

const column = (w, name) => w.page.locator('main tr', { has: w.page.locator(
    'th.k-c-col', { hasText: name }) }).locator('select');

// Step 3.
export async function import_contacts(w) {
	await w.menu('/contacts');
	await w.look('no contacts yet');
	await w.press('main a[href="/import/contacts"]');
	await w.look('import, the file');
	await w.page.setInputFiles('main input[type=file]', {
		name: 'klienty.csv', mimeType: 'text/csv',
		buffer: file_make(w.file) });
	await w.press('main form [type=submit]');
	w.must(/^\/import\/contacts\/\d+$/.test(w.path()), 'the file is read',
	    await w.text());
	w.fact(await w.page.inputValue('[name=encoding]') === 'CP1251' &&
	    await w.page.inputValue('[name=delimiter]') === ';',
	    'its encoding and delimiter are guessed');
	for (const [name, field] of Object.entries(GUESSED))
		w.fact(await column(w, name).inputValue() === field,
		    `the column ${name} is guessed to be ${field || 'nothing'}`,
		    await column(w, name).inputValue());
	await w.says('Данилишин Захарій Омелянович',
	    'the preview joins the name of three columns', '.k-sample');
	await w.look('import, the columns');
	await columns_mend(w);
	await trial(w);
	await write(w);
}

// A mapping is spoiled, seen in the preview, and put right.
async function columns_mend(w) {
	await column(w, 'Прізвище').selectOption('');
	await column(w, 'Посада').selectOption('note');
	await w.press('[name=again]');
	const text = await w.text('.k-sample');
	w.fact(!text.includes('Данилишин') && text.includes('Захарій'),
	    'the preview follows the mapping', text.slice(0, 200));
	await column(w, 'Прізвище').selectOption('name');
	await column(w, 'Посада').selectOption('position');
	await w.fill({ 'all.kind': 'person', missing: 'refuse' });
	await w.press('[name=again]');
	await w.says('Данилишин Захарій Омелянович',
	    'and back again', '.k-sample');
}

const figures = async w => (await w.page.locator('.k-figs dd')
	.allInnerTexts()).map(t => t.replace(/\D/g, '')).join(' ');

// The first trial says that no firm is known: it is answered in the columns.
async function trial(w) {
	await w.press('[name=try]');
	w.fact(await figures(w) === '0 0 0 92',
	    'a trial where firms must be known sets all rows aside',
	    await figures(w));
	await w.look('import, a trial of nothing');
	await w.press('main .k-save a.btn');
	await w.fill({ missing: 'create' });
	await w.press('[name=try]');
	w.fact(await figures(w) === '90 0 0 2',
	    'the trial says 90 to create and 2 set aside', await figures(w));
	w.fact(await w.page.locator('main .is-stack tbody tr').count() === 2,
	    'both rows are shown with a reason');
	await w.look('import, the trial');
	const before = await w.page.context().request.get(w.base +
	    '/export/contacts');
	w.fact((await before.text()).trim().split('\n').length <= 1,
	    'the trial has written nothing', before.status());
}

async function write(w) {
	await w.press('main form .btn-primary');
	await w.page.waitForSelector('main .k-alert');
	await w.look('import, done');
	await w.says('90', 'the end says how many came in', '.k-alert');
	const bad = await w.download('main a[download]');
	const rows = bad.bytes.toString('utf8').trim().split(/\r?\n/);
	w.fact(/\.csv$/.test(bad.name) && rows.length === 3,
	    'the two rows come back as a CSV', `${bad.name}: ${rows.length}`);
	w.fact(rows[1].includes('Нічийне') &&
	    rows[2].includes('собаки нема'),
	    'as they were', rows.slice(1).join(' / '));
	w.fact(rows.slice(1).every(r => /^\d+,("[^"]+"|[^,]+),/.test(r)),
	    'each with its line and the reason', rows[1]);
	await w.press('main .btn-primary');
	w.must(w.path().startsWith('/contacts'),
	    'one goes from there to the list', w.path());
}
