// books.mjs: what the bookkeeper takes: UBL, one by one and all in a ZIP.

// The names in a ZIP, by its central directory.
function zip_names(zip) {
	const names = [];
	let at = zip.readUInt32LE(zip.lastIndexOf('PK\x05\x06') + 16);
	while (zip.readUInt32LE(at) === 0x02014b50) {
		const n = zip.readUInt16LE(at + 28);
		names.push(zip.toString('utf8', at + 46, at + 46 + n));
		at += 46 + n + zip.readUInt16LE(at + 30) +
		    zip.readUInt16LE(at + 32);
	}
	return names;
}

// Step 8.
export async function books(w) {
	await w.menu('/accounting');
	w.fact(await w.page.locator('main table tbody tr').count() === 2,
	    'the bookkeeper sees both invoices', await w.text());
	await w.look('accounting');
	const zips = [await w.download('.k-actions a[href*="ubl.zip"]'),
		await w.download('.k-actions a[href*="ubl.zip"]')];
	w.fact(zips[0].bytes.equals(zips[1].bytes),
	    'the ZIP is the same bytes twice');
	const names = zip_names(zips[0].bytes);
	w.fact(names.filter(n => n.endsWith('.xml')).length === 2,
	    'it holds both invoices as XML', names.join(' '));
	await w.open(w.known.invoice);
	const one = [await xml(w), await xml(w)];
	w.fact(one[0].equals(one[1]), 'one invoice is the same bytes twice');
	const text = one[0].toString('utf8');
	w.fact(text.includes('urn:oasis:names:specification:ubl:schema:xsd:' +
	    'Invoice-2') && text.includes(`<cbc:ID>${w.known.number}</cbc:ID>`),
	    'it is UBL and bears the number', text.slice(0, 400));
	w.fact(/<cbc:TaxInclusiveAmount currencyID="UAH">2260\.00</.test(text) &&
	    /<cbc:PayableAmount currencyID="UAH">/.test(text),
	    'with the sum of the paper');
}

// Its link is in the menu of the invoice.
async function xml(w) {
	const link = w.page.locator(`main a[href="${w.known.invoice}.xml"]`);
	if (!await link.isVisible())
		await w.page.locator('.k-actions details.k-menu summary').last()
			.click();
	const file = await w.download(`main a[href="${w.known.invoice}.xml"]`);
	return file.bytes;
}
