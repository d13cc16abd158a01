// deal.mjs: goods, a deal with them, the board by mouse, menu and keyboard;
// one deal is won, another lost.

const GOODS = [
	{ name: 'Кава в зернах, 1 кг', code: 'K-1', unit: 'KGM', price: 450 },
	{ name: 'Доставка', code: 'D-1', unit: 'C62', price: 83.33,
		kind: 'service' },
];

const typed = (w, n) => w.lang === 'en' ? String(n) :
    String(n).replace('.', ',');

// The goods of the price list.
export async function goods(w) {
	await w.menu('/products');
	await w.look('no goods yet');
	w.known.goods = [];
	for (const g of GOODS) {
		await w.open('/products');
		await w.press('main a[href="/products/new"]');
		await w.fill({ ...g, price: typed(w, g.price), vat: 'S20' });
		await w.press('main .k-save .btn-primary');
		w.must(/^\/products\/\d+$/.test(w.path()), `${g.name} is kept`,
		    await w.text());
		w.known.goods.push(w.path().split('/').pop());
	}
	await w.look('a product');
}

async function line(w, n, quantity) {
	const g = GOODS[n - 1], id = w.known.goods[n - 1];
	const at = name => w.page.locator(`[name="line.${n}.${name}"]`);
	if (n > 1 && w.js)
		await w.page.keyboard.press('Control+i');
	else if (n > 1)
		await w.press('[name=add_line]');
	if (w.js) {
		await at('name').fill(g.code);
		await w.page.locator('.k-hit').filter({ hasText: g.name })
			.first().click();
		w.fact(await at('product_id').inputValue() === id &&
		    await at('unit').inputValue() === g.unit &&
		    await at('vat').inputValue() === 'S20' &&
		    Number((await at('price').inputValue())
			.replace(',', '.')) === g.price,
		    `${g.name} brings its unit, price and VAT`);
	} else {
		await at('product_id').fill(id);
	}
	await at('quantity').fill(typed(w, quantity));
}

// Step 5: a deal with two lines.
export async function deal(w) {
	await w.open(w.known.contact);
	await w.press(`main a[href*="/deals/new?contact_id="]`);
	await w.fill({ title: 'Кава для офісу' });
	await line(w, 1, 4);
	await line(w, 2, 1);
	await w.look('deal, its form');
	await w.press('main .k-save .btn-primary');
	w.must(/^\/deals\/\d+$/.test(w.path()), 'the deal is kept',
	    await w.text());
	w.known.deal = w.path();
	await w.says(w.lang === 'en' ? '1,883.33' : '1 883,33',
	    'its lines come to 1 883,33 without VAT');
	await w.says(w.lang === 'en' ? '2,260.00' : '2 260,00',
	    'and to 2 260,00 with VAT');
	await w.look('deal');
}

const lane_of = (w, title) => w.page.locator('.k-deal', { hasText: title })
	.evaluate(e => e.closest('[data-lane]').dataset.lane);

async function moved(w, title, to, how) {
	await w.open('/deals/board');
	const now = await lane_of(w, title);
	w.fact(now === to, `a deal moves by ${how}`, `${now} for ${to}`);
}

async function by_menu(w, title, to) {
	const mine = w.page.locator('.k-deal', { hasText: title });
	await mine.locator('summary').click();
	await mine.locator('select[name=stage]').selectOption(to);
	await w.press(mine.locator('.k-move button'));
	await moved(w, title, to, 'its menu');
}

async function by_mouse(w, title, to) {
	const mine = w.page.locator('.k-deal', { hasText: title });
	const lane = w.page.locator(`[data-lane="${to}"]`);
	await lane.scrollIntoViewIfNeeded();
	await Promise.all([w.page.waitForNavigation(), mine.dragTo(lane)]);
	await moved(w, title, to, 'the mouse');
}

async function by_keys(w, title, to) {
	const mine = w.page.locator('.k-deal', { hasText: title });
	const has = () => mine.evaluate(e =>
	    e.contains(document.activeElement));
	for (let n = 0; n < 20 && !await has(); n++)
		await w.page.keyboard.press('j');
	w.fact(await has(), 'J walks to the card');
	await w.page.keyboard.press('m');
	await mine.locator('select[name=stage]').waitFor();
	const select = mine.locator('select[name=stage]');
	w.fact(await select.evaluate(e => e === document.activeElement),
	    'M opens its menu on the stages');
	const steps = await select.evaluate((e, v) => [...e.options]
		.findIndex(o => o.value === v) - e.selectedIndex, to);
	for (let n = 0; n < Math.abs(steps); n++)
		await w.page.keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
	await w.page.keyboard.press('Tab');
	await Promise.all([w.page.waitForNavigation(),
	    w.page.keyboard.press('Enter')]);
	await moved(w, title, to, 'the keyboard');
}

// Step 5: over the board, by every way there is; then it is won.
export async function board(w) {
	const title = 'Кава для офісу';
	await w.menu('/deals/board');
	await w.look('board');
	const lanes = await w.page.locator('[data-lane]').evaluateAll(l =>
	    l.map(x => x.dataset.lane));
	w.fact(await lane_of(w, title) === lanes[0],
	    'a new deal stands in the first lane');
	const ways = [by_menu];
	if (w.js && !w.view.phone)
		ways.push(by_mouse);
	if (w.js)
		ways.push(by_keys);
	for (const [n, way] of ways.entries())
		await way(w, title, lanes[n + 1]);
	await w.look('board, the deal moved');
	await w.press(w.page.locator('.k-deal', { hasText: title })
		.locator('h3 a'));
	await w.says('Кава в зернах', 'the deal’s card shows the goods');
	await w.press('.k-actions form [name=stage]');
	await w.open(w.known.deal);
	w.must(await w.page.locator('.k-head .k-st.is-ok').count() === 1,
	    'the deal is won');
	await w.look('deal, won');
}

// Another one is lost, and why is asked.
export async function loss(w) {
	await w.open('/deals/new?contact_id=' + w.known.firm_id);
	await w.fill({ title: 'Чай для офісу', amount: typed(w, 999.5) });
	await w.press('main .k-save .btn-primary');
	const path = w.known.lost = w.path();
	await w.press('.k-actions a[href*="/lose"]');
	await w.look('deal, why it is lost');
	await w.press('.k-dialog footer [type=submit]');
	w.fact(await w.page.locator('[role=alert]').count() === 1,
	    'without a reason it is not lost');
	await w.page.locator('.k-dialog [type=radio]').first().check();
	const why = (await w.text('.k-dialog .k-pickrow')).split(' ')[0];
	await w.page.fill('[name=lost_to]', 'Чайна крамниця');
	await w.press('.k-dialog footer [type=submit]');
	await w.open(path);
	await w.says('Чайна крамниця', 'the card says whom they chose');
	await w.says(why, 'and the reason');
	await w.look('deal, lost');
	await w.open('/deals/board');
	w.fact(await w.page.locator('.k-deal').count() === 0,
	    'won and lost deals leave the board');
}
