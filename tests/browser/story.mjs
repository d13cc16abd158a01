// story.mjs: from an empty base to a paid invoice in the bookkeeper's XML,
// clicked through in Chromium.
//	node tests/browser/story.mjs [--only RUN,...] [--shots DIR]
// Each run has a stack and a base of its own.  Ends with "N passed, N failed".
import fs from 'node:fs';
import path from 'node:path';
import { VIEWS, browser_start, fact, finish, root } from './browser.mjs';
import { stack_start, stack_stop, stacks_stop } from './story/stack.mjs';
import { Walk } from './story/walk.mjs';
import * as begin from './story/begin.mjs';
import { import_contacts } from './story/import.mjs';
import { books } from './story/books.mjs';
import * as contact from './story/contact.mjs';
import * as deal from './story/deal.mjs';
import * as invoice from './story/invoice.mjs';
import * as reports from './story/reports.mjs';

const arg = name => {
	const i = process.argv.indexOf(name);
	return i < 0 ? null : process.argv[i + 1];
};
const fixtures = process.env.KARTOTEKA_FIXTURES ||
    path.join(root, '..', 'shared', 'fixtures');
const file = path.join(fixtures, 'ua_contacts',
    'contacts_cp1251_semicolon.csv');
const [wide, , phone] = VIEWS;
const whole = [begin.set_up, begin.sign_in, import_contacts, contact.find,
	contact.card, deal.goods, deal.deal, deal.board, deal.loss,
	invoice.issue, invoice.second, invoice.print, invoice.payment,
	reports.funnel, reports.sales, books];
const short = [begin.set_up, begin.sign_in, contact.create, deal.goods,
	deal.deal, deal.board, invoice.issue, invoice.second, invoice.print,
	invoice.payment, reports.funnel, reports.sales, books];
const RUNS = {
	'uk-script': { lang: 'uk', js: true, view: wide, steps: whole },
	'uk-plain': { lang: 'uk', js: false, view: phone, steps: whole },
	'ru-script': { lang: 'ru', js: true, view: phone, steps: short },
	'en-plain': { lang: 'en', js: false, view: wide, steps: short },
};

async function run(b, name, how) {
	const stack = await stack_start();
	const w = await Walk.begin(b, stack.base, { ...how,
		shots: arg('--shots'), file });
	try {
		for (const step of how.steps)
			await step(w);
	} catch (e) {
		fact(false, `${w.tag}: the story goes on from ${w.path()}`,
		    e.stack);
	}
	await w.end();
	if (!process.argv.includes('--keep'))
		stack_stop(stack);
	else
		console.log(`kept: ${stack.base} ${stack.state}`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
	process.on(signal, () => {
		stacks_stop();
		process.exit(1);
	});
const only = arg('--only')?.split(',');
if (!fs.existsSync(file)) {
	console.log(`# skip the story: there is no ${file}`);
} else {
	const b = await browser_start();
	const todo = Object.entries(RUNS).filter(([name]) =>
	    !only || only.includes(name));
	const go_on = async () => {
		for (let next; (next = todo.shift());)
			await run(b, ...next).catch(e =>
			    fact(false, `the run ${next[0]} starts`, e));
	};
	await Promise.all([go_on(), go_on()]);	// two at a time
	await b.close();
}
finish();
