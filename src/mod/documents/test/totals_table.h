/* Papers and their totals, in the order of struct paper (totals.c). */
	{ "one line", NULL, 0, false, {
		{ "1", "100", "S20", NULL },
	  }, 10000, 0, 10000, 2000, 12000, 0, 12000 },
	{ "a third, three times", NULL, 0, false, {
		{ "3", "33.33", "S20", NULL },
	  }, 9999, 0, 9999, 2000, 11999, 0, 11999 },
	{ "half a cent goes up", NULL, 0, false, {
		{ "3", "0.335", "S20", NULL },
	  }, 101, 0, 101, 20, 121, 0, 121 },
	{ "7 %", NULL, 0, false, {
		{ "2", "49.99", "S7", NULL },
	  }, 9998, 0, 9998, 700, 10698, 0, 10698 },
	{ "14 %", NULL, 0, false, {
		{ "5", "7.77", "S14", NULL },
	  }, 3885, 0, 3885, 544, 4429, 0, 4429 },
	{ "two rates", NULL, 0, false, {
		{ "1", "10.01", "S20", NULL },
		{ "1", "10.01", "S7", NULL },
	  }, 2002, 0, 2002, 270, 2272, 0, 2272 },
	{ "three rates", NULL, 0, false, {
		{ "1", "0.99", "S20", NULL },
		{ "2", "0.98", "S14", NULL },
		{ "3", "0.97", "S7", NULL },
	  }, 586, 0, 586, 67, 653, 0, 653 },
	{ "VAT once per rate, not per line", NULL, 0, false, {
		{ "1", "0.33", "S20", NULL },
		{ "1", "0.33", "S20", NULL },
		{ "1", "0.33", "S20", NULL },
	  }, 99, 0, 99, 20, 119, 0, 119 },
	{ "the same over twelve lines", NULL, 0, false, {
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
		{ "1", "0.03", "S20", NULL },
	  }, 36, 0, 36, 7, 43, 0, 43 },
	{ "VAT half a cent goes up", NULL, 0, false, {
		{ "1", "0.125", "S20", NULL },
		{ "1", "0.50", "S7", NULL },
	  }, 63, 0, 63, 7, 70, 0, 70 },
	{ "exempt", NULL, 0, false, {
		{ "1", "250", "E", NULL },
	  }, 25000, 0, 25000, 0, 25000, 0, 25000 },
	{ "exempt beside taxed", NULL, 0, false, {
		{ "1", "250", "E", NULL },
		{ "4", "12.34", "S20", NULL },
	  }, 29936, 0, 29936, 987, 30923, 0, 30923 },
	{ "zero rated", NULL, 0, false, {
		{ "7", "3.21", "Z", NULL },
	  }, 2247, 0, 2247, 0, 2247, 0, 2247 },
	{ "zero beside reduced", NULL, 0, false, {
		{ "1", "10", "Z", NULL },
		{ "1", "10", "S7", NULL },
	  }, 2000, 0, 2000, 70, 2070, 0, 2070 },
	{ "reverse charge", NULL, 0, false, {
		{ "12", "75.50", "AE", NULL },
	  }, 90600, 0, 90600, 0, 90600, 0, 90600 },
	{ "export", NULL, 0, false, {
		{ "3", "19.99", "G", NULL },
	  }, 5997, 0, 5997, 0, 5997, 0, 5997 },
	{ "line discount", NULL, 0, false, {
		{ "1", "100", "S20", "10" },
	  }, 9000, 0, 9000, 1800, 10800, 0, 10800 },
	{ "crooked line discount", NULL, 0, false, {
		{ "3", "9.99", "S20", "33.33" },
	  }, 1998, 0, 1998, 400, 2398, 0, 2398 },
	{ "a gift among the lines", NULL, 0, false, {
		{ "1", "50", "S20", NULL },
		{ "1", "9.99", "S20", "100" },
	  }, 5000, 0, 5000, 1000, 6000, 0, 6000 },
	{ "document discount", "5", 0, false, {
		{ "1", "99.99", "S20", NULL },
	  }, 9999, 500, 9499, 1900, 11399, 0, 11399 },
	{ "document discount over three rates", "7.5", 0, false, {
		{ "1", "10.10", "S20", NULL },
		{ "1", "20.20", "S14", NULL },
		{ "1", "30.30", "S7", NULL },
	  }, 6060, 455, 5605, 645, 6250, 0, 6250 },
	{ "both discounts", "3", 0, false, {
		{ "2", "15.55", "S20", "12.5" },
		{ "1", "8.88", "E", NULL },
	  }, 3609, 109, 3500, 528, 4028, 0, 4028 },
	{ "price with VAT", NULL, 0, true, {
		{ "1", "120", "S20", NULL },
	  }, 10000, 0, 10000, 2000, 12000, 0, 12000 },
	{ "prices with VAT that do not divide", NULL, 0, true, {
		{ "3", "9.99", "S20", NULL },
	  }, 2498, 0, 2498, 500, 2998, -1, 2997 },
	{ "prices with VAT, two rates", NULL, 0, true, {
		{ "1", "10", "S20", NULL },
		{ "1", "10", "S7", NULL },
	  }, 1768, 0, 1768, 232, 2000, 0, 2000 },
	{ "the cent that becomes rounding", NULL, 0, true, {
		{ "1", "0.05", "S20", NULL },
		{ "1", "0.05", "S20", NULL },
		{ "1", "0.05", "S20", NULL },
	  }, 12, 0, 12, 2, 14, 1, 15 },
	{ "prepaid in part", NULL, 5000, false, {
		{ "1", "100", "S20", NULL },
	  }, 10000, 0, 10000, 2000, 12000, 0, 7000 },
	{ "prepaid in full", NULL, 12000, false, {
		{ "1", "100", "S20", NULL },
	  }, 10000, 0, 10000, 2000, 12000, 0, 0 },
	{ "parts of a unit", NULL, 0, false, {
		{ "0.333", "19.99", "S20", NULL },
		{ "1.5", "0.01", "S7", NULL },
	  }, 668, 0, 668, 133, 801, 0, 801 },
	{ "a price of four decimals", NULL, 0, false, {
		{ "1000", "0.0125", "S20", NULL },
	  }, 1250, 0, 1250, 250, 1500, 0, 1500 },
	{ "a great sum", NULL, 0, false, {
		{ "9999", "99999.99", "S20", NULL },
	  }, 99989990001, 0, 99989990001, 19997998000, 119987988001, 0, 119987988001 },
	{ "not a VAT payer", NULL, 0, false, {
		{ "1", "100", "O", NULL },
	  }, 10000, 0, 10000, 0, 10000, 0, 10000 },
	{ "not a VAT payer, discounts", "10", 0, false, {
		{ "3", "3.33", "O", "5" },
		{ "1", "0.01", "O", NULL },
	  }, 950, 95, 855, 0, 855, 0, 855 },
	{ "not a VAT payer, prepaid", NULL, 1, false, {
		{ "2", "1.005", "O", NULL },
	  }, 201, 0, 201, 0, 201, 0, 200 },
	{ "Polish and French rates", NULL, 0, false, {
		{ "3", "33.33", "S23", NULL },
		{ "1", "7.77", "S5.5", NULL },
	  }, 10776, 0, 10776, 2343, 13119, 0, 13119 },
	{ "intra-EU supply", NULL, 0, false, {
		{ "2", "10.10", "K", NULL },
	  }, 2020, 0, 2020, 0, 2020, 0, 2020 },
	{ "prices with VAT and both discounts", "7.5", 0, true, {
		{ "3", "9.99", "S20", "12.5" },
		{ "1", "10", "S7", NULL },
		{ "2", "0.35", "E", NULL },
	  }, 3190, 239, 2951, 465, 3416, -1, 3415 },
	{ "prices with VAT, one discount", "3", 0, true, {
		{ "1", "9.99", "S20", NULL },
	  }, 833, 25, 808, 162, 970, -1, 969 },
	{ "discount smaller than a cent", "10", 0, false, {
		{ "1", "0.01", "O", NULL },
		{ "1", "0.04", "O", NULL },
	  }, 5, 1, 4, 0, 4, 0, 4 },
	{ "six decimals", NULL, 0, false, {
		{ "0.000001", "1", "S20", NULL },
		{ "1000000", "0.000001", "S20", NULL },
		{ "333.333333", "0.333333", "S7", NULL },
	  }, 11211, 0, 11211, 798, 12009, 0, 12009 },
