-- A firm's records, as many as @contacts and @deals, @invoices, @activities
-- say, in the proportions of a real one: a big city and many small, a few
-- sellers with most of the contacts, most deals closed, most invoices paid.
-- The people in @sellers stand in `seat` (n, user_id, team_id) before it runs.
-- Without these checks the indexes of an empty table are sorted, not grown.
SET unique_checks = 0, foreign_key_checks = 0;
SET sql_mode = CONCAT(@@sql_mode, ",NO_UNSIGNED_SUBTRACTION");
SET @now = UNIX_TIMESTAMP(), @year = 86400 * 365;

CREATE TEMPORARY TABLE word (n INT PRIMARY KEY, last VARCHAR(30),
    first VARCHAR(30), city VARCHAR(30), goods VARCHAR(40));
INSERT INTO word VALUES
(0, 'Шевченко', 'Олена', 'Львів', 'Папір А4'),
(1, 'Коваленко', 'Ігор', 'Одеса', 'Стіл письмовий'),
(2, 'Бондаренко', 'Марія', 'Дніпро', 'Крісло офісне'),
(3, 'Ткаченко', 'Андрій', 'Харків', 'Лампа'),
(4, 'Кравчук', 'Наталія', 'Полтава', 'Монтаж'),
(5, 'Олійник', 'Юрій', 'Вінниця', 'Доставка'),
(6, 'Єременко', 'Світлана', 'Луцьк', 'Шафа'),
(7, 'Ґалаґан', 'Тарас', 'Суми', 'Полиця'),
(8, 'Іваненко', 'Ірина', 'Рівне', 'Дошка'),
(9, 'Яковенко', 'Петро', 'Чернігів', 'Картридж'),
(10, 'Лисенко', 'Дарина', 'Ужгород', 'Кабель');

INSERT INTO contact (id, kind, name, sort_name, organisation_id, phone, email,
    city, region, country, reg_no, client, prospect, supplier, partner,
    last_touch_at, owner_id, team_id, rev, created_by, created_at)
SELECT q.seq, IF(q.seq % 10 < 3, 'organisation', 'person'),
    IF(q.seq % 10 < 3, CONCAT('ТОВ «', w.goods, ' ', w.last, ' ', q.seq, '»'),
	CONCAT(w.last, ' ', w.first, ' ', q.seq)),
    IF(q.seq % 10 < 3, CONCAT(w.goods, ' ', w.last, ' ', q.seq),
	CONCAT(w.last, ' ', w.first, ' ', q.seq)),
    IF(q.seq % 10 < 3, NULL, q.seq - q.seq % 10 + 1),
    CONCAT('+380 ', 50 + q.seq % 49, ' ', LPAD(q.seq * 7919 % 10000000, 7,
	'0')),
    CONCAT('box', q.seq, '@example', q.seq % 7, '.ua'),
    IF(q.seq % 5 < 2, 'Київ', IF(q.seq % 1000 = 7, 'Рахів', w.city)),
    'Область', IF(q.seq % 50 = 0, 'PL', 'UA'),
    IF(q.seq % 10 < 3, LPAD(q.seq, 8, '3'), NULL),
    q.seq % 2, q.seq % 3 = 0, q.seq % 20 = 0, 0,
    IF(q.seq % 3 = 0, NULL, @now - q.seq * 37 % @year),
    IF(q.seq % 50 = 9, NULL, s.user_id), s.team_id, 1, s.user_id,
    @now - q.seq * 113 % (3 * @year)
FROM seq_1_to_10000000 q JOIN word w ON w.n = q.seq * 31 % 11
JOIN seat s ON s.n = q.seq % @sellers WHERE q.seq <= @contacts;

INSERT INTO contact_point (contact_id, kind, value, rev, created_at)
SELECT seq, 'email', CONCAT('second', seq, '@example.ua'), 1, @now
FROM seq_1_to_10000000 WHERE seq <= @contacts AND seq % 4 = 0;
INSERT INTO contact_link (organisation_id, person_id, role, rev, created_at)
SELECT seq - seq % 10 + 1, seq, 'бухгалтер', 1, @now
FROM seq_1_to_10000000 WHERE seq <= @contacts AND seq % 10 = 5;
INSERT INTO tag (id, name, rev, created_at)
VALUES (1, 'VIP', 1, @now), (2, 'новий', 1, @now);
INSERT INTO contact_tag (contact_id, tag_id, rev, created_at)
SELECT seq, 1 + seq % 2, 1, @now
FROM seq_1_to_10000000 WHERE seq <= @contacts AND seq % 8 < 2;

INSERT INTO category (id, created_at, name)
VALUES (1, @now, 'Меблі'), (2, @now, 'Послуги');
INSERT INTO product (id, created_at, name, code, price, currency, vat,
    category_id)
SELECT q.seq, @now - q.seq, CONCAT(w.goods, ' ', q.seq), CONCAT('K-', q.seq),
    q.seq * 1250000, 'UAH', 'S20', 1 + q.seq % 2
FROM seq_1_to_10000 q JOIN word w ON w.n = q.seq % 11
WHERE q.seq <= GREATEST(5, @contacts DIV 10);
SET @products = (SELECT COUNT(*) FROM product);

CREATE TEMPORARY TABLE step (n INT PRIMARY KEY, id BIGINT, kind VARCHAR(8),
    pipeline_id BIGINT);
INSERT INTO step SELECT ROW_NUMBER() OVER (ORDER BY pipeline_id, position) - 1,
    id, kind, pipeline_id FROM stage
    WHERE pipeline_id = (SELECT MIN(id) FROM pipeline) AND kind = 'open';
SET @steps = (SELECT COUNT(*) FROM step),
    @won = (SELECT MIN(id) FROM stage WHERE kind = 'won'),
    @lost = (SELECT MIN(id) FROM stage WHERE kind = 'lost'),
    @why = (SELECT MIN(id) FROM loss_reason);

INSERT INTO deal (id, owner_id, team_id, created_by, created_at, title,
    contact_id, pipeline_id, stage_id, state, amount, currency, chance,
    expected_on, stage_since, stage_due, next_on, next_step, loss_reason_id,
    closed_at)
SELECT q.seq, s.user_id, s.team_id, s.user_id,
    @now - q.seq * 97 % (2 * @year), CONCAT(w.goods, ' для ', w.last, ' ',
	q.seq), 1 + q.seq * 3 % @contacts, t.pipeline_id,
    ELT(k.k, @won, @lost, t.id), ELT(k.k, 'won', 'lost', 'open'),
    q.seq * 991 % 5000000, IF(q.seq % 40 = 0, 'EUR', 'UAH'), 50,
    DATE(FROM_UNIXTIME(@now + (q.seq % 90 - 30) * 86400)),
    @now - q.seq * 53 % 864000, @now + (q.seq % 20 - 5) * 86400,
    DATE(FROM_UNIXTIME(@now + (q.seq % 30 - 10) * 86400)), 'Подзвонити',
    IF(k.k = 2, @why, NULL), IF(k.k = 3, NULL, @now - q.seq * 53 % @year)
FROM (SELECT seq, ELT(1 + seq * 7 % 20, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    2, 2, 2, 2, 2, 3, 3, 3) AS k FROM seq_1_to_10000000) k
JOIN seq_1_to_10000000 q ON q.seq = k.seq JOIN word w ON w.n = q.seq % 11
JOIN seat s ON s.n = q.seq % @sellers JOIN step t ON t.n = q.seq % @steps
WHERE q.seq <= @deals;
INSERT INTO deal_line (created_at, deal_id, position, product_id, name,
    quantity, unit, price, discount_percent, vat, net)
SELECT @now, q.seq, n.seq, 1 + q.seq * n.seq % LEAST(@products, 50), 'Папір',
    2000000, 'H87', 100000000, 0, 'S20', 20000
FROM seq_1_to_10000000 q JOIN seq_1_to_2 n WHERE q.seq <= @deals;
INSERT INTO stage_log (deal_id, from_stage, to_stage, at, minutes, user_id)
SELECT d.id, NULL, t.id, d.created_at, NULL, d.created_by
FROM deal d JOIN step t ON t.n = 0;
INSERT INTO stage_log (deal_id, from_stage, to_stage, at, minutes, user_id)
SELECT d.id, t.id, d.stage_id, d.stage_since, 1440, d.owner_id
FROM deal d JOIN step t ON t.n = 0 WHERE d.stage_id <> t.id;

SET @series = (SELECT code FROM series WHERE kind = 'invoice');
INSERT INTO document (id, owner_id, team_id, created_by, created_at, kind,
    status, settled, complete, series, number, label, date, due_on,
    contact_id, deal_id, currency, rate, prices_with_vat, net, vat, gross,
    payable, paid, credited, debt, issued_at, issuer, seller_name,
    seller_reg_no, seller_vat_no, seller_country, buyer_name, buyer_country)
SELECT q.seq, s.user_id, s.team_id, s.user_id, @now - q.age * 86400,
    'invoice', 'issued', IF(q.owing, 'no', 'full'), 1, @series,
    LPAD(q.seq, 6, '0'), CONCAT(@series, '-', LPAD(q.seq, 6, '0')),
    DATE(FROM_UNIXTIME(@now - q.age * 86400)),
    DATE(FROM_UNIXTIME(@now - (q.age - 14) * 86400)),
    1 + q.seq * 7 % @contacts, IF(q.seq <= @deals, q.seq, NULL),
    IF(q.seq % 40 = 0, 'EUR', 'UAH'), IF(q.seq % 40 = 0, 44000000, 1000000),
    0, q.sum, q.sum DIV 5, q.sum + q.sum DIV 5, q.sum + q.sum DIV 5,
    IF(q.owing, 0, q.sum + q.sum DIV 5), 0,
    IF(q.owing, q.sum + q.sum DIV 5, 0), @now - q.age * 86400, 'Admin',
    'ТОВ «Проба»', '10787917', '107879126540', 'UA', CONCAT('Покупець ', q.seq), 'UA'
FROM (SELECT seq, seq * 13 % 730 AS age, seq % 12 = 5 AS owing,
    30000 + seq * 731 % 300000 * 15 AS sum FROM seq_1_to_10000000) q
JOIN seat s ON s.n = q.seq % @sellers WHERE q.seq <= @invoices;
INSERT INTO document_line (created_at, document_id, position, product_id,
    code, name, unit, quantity, price, vat, net, gross)
SELECT @now, d.id, n.seq, 1 + d.id * n.seq % LEAST(@products, 50), 'K-1', 'Папір А4', 'H87',
    1000000, d.net DIV 3 * 10000, 'S20', d.net DIV 3, d.gross DIV 3
FROM document d JOIN seq_1_to_3 n;
INSERT INTO document_vat
SELECT id, 'S20', 1, net, 0, net, vat FROM document;
INSERT INTO payment (owner_id, team_id, created_by, created_at, contact_id,
    document_id, amount, currency, date)
SELECT owner_id, team_id, created_by, created_at + 86400, contact_id, id,
    paid, currency, due_on FROM document WHERE paid > 0;

INSERT INTO activity (id, kind, state, title, body, outcome, contact_id,
    deal_id, due_at, done_at, at, see_owner_id, see_team_id, owner_id,
    team_id, rev, created_by, created_at)
SELECT q.seq, ELT(1 + q.seq % 4, 'call', 'note', 'task', 'meeting'),
    IF(q.open, 'planned', 'done'), CONCAT('Справа ', q.seq), 'Домовились',
    IF(q.open, NULL, 'згода'), c.id, IF(d.id IS NULL, NULL, d.id),
    @now + (q.seq % 61 - 30) * 86400, IF(q.open, NULL, @now - q.age),
    IF(q.open, @now + (q.seq % 61 - 30) * 86400, @now - q.age),
    COALESCE(d.owner_id, c.owner_id), COALESCE(d.team_id, c.team_id),
    s.user_id, s.team_id, 1, s.user_id, @now - q.age
FROM (SELECT seq, seq % 10 = 3 AS open, seq * 71 % @year AS age
    FROM seq_1_to_10000000) q
JOIN contact c ON c.id = 1 + q.seq * 11 % @contacts
LEFT JOIN deal d ON q.seq % 3 = 0 AND d.id = 1 + q.seq * 7 % @deals
JOIN seat s ON s.n = q.seq % @sellers WHERE q.seq <= @activities;

-- How all of it came: the contacts by one import, the rest by hand.
INSERT INTO change_set (user_id, channel, at, what)
VALUES (1, 3, @now - 90000, 'contacts.csv');
INSERT INTO change_row (set_id, entity, record_id, action, rev, data)
SELECT LAST_INSERT_ID(), 'contact', id, 1, 1,
    JSON_OBJECT('name', JSON_ARRAY(NULL, name)) FROM contact;
SET @set = LAST_INSERT_ID();
INSERT INTO change_set (id, user_id, channel, at)
SELECT @set + id, owner_id, 1, @now - 86400 FROM deal;
INSERT INTO change_row (set_id, entity, record_id, action, rev, data)
SELECT @set + id, 'deal', id, 1, 1, JSON_OBJECT(
    'title', JSON_ARRAY(NULL, title),
    'contact_id', JSON_ARRAY(NULL, contact_id),
    'stage_id', JSON_ARRAY(NULL, stage_id),
    'owner_id', JSON_ARRAY(NULL, owner_id)) FROM deal;
-- One contact with a long history: given from hand to hand, from firm to firm.
INSERT INTO change_row (set_id, entity, record_id, action, rev, data)
SELECT @set + q.seq, 'contact', 7, 2, 1 + q.seq, JSON_OBJECT(
    'owner_id', JSON_ARRAY(a.user_id, b.user_id),
    'organisation_id', JSON_ARRAY(1 + q.seq * 10 % @contacts,
	1 + (q.seq + 1) * 10 % @contacts))
FROM seq_1_to_40 q JOIN seat a ON a.n = q.seq % @sellers
JOIN seat b ON b.n = (q.seq + 1) % @sellers WHERE q.seq <= @deals;
INSERT INTO observer (entity, record_id, user_id)
SELECT 'contact', c.id, s.user_id FROM contact c
JOIN seat s ON s.n = (c.id + 2) % @sellers WHERE c.id % 1500 = 5;
-- None of them is in the search index yet.
DELETE FROM search_state;
ANALYZE TABLE contact, contact_point, contact_link, contact_tag, product,
    deal, deal_line, stage_log, document, document_line, payment, activity,
    change_set, change_row, observer;
