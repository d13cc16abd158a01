"""What searches cost: one box for all kinds, whoever looks."""
import statistics
import urllib.parse

from flow import PASSWORD
from heavy import spent

FEW = 500                               # contacts of a seller who has few
TIMES = 9
BUDGET_MS, BUDGET_ROWS = 20, 20000
READ = ("SELECT SUM(variable_value) FROM information_schema.global_status "
        "WHERE variable_name LIKE 'Handler_read%'")


def texts(place):
    """What is looked for, by how it is meant; a name that is there."""
    one = place.sql("SELECT name FROM contact WHERE id % 2000 = 7 AND kind = "
                    "'person' AND deleted_at IS NULL ORDER BY id LIMIT 1")
    return {"rare": one or "Бондаренко Марія 100055", "common": "Лисенко",
            "two words": "Кравчук 12", "mistyped": "Крамчук",
            "other layout": "rhfdxer", "digits": "67123",
            "e-mail": "box12007@", "nothing": "Щщщщщ"}


def few_make(place):
    """A seller with FEW contacts, taken from others while it is measured."""
    path = place.home / "tmp" / "few"
    path.write_text(PASSWORD + "\n")
    spent(place, "user", "add", "few", "--name", "Few", "--role", "seller",
          "--password-file", path)
    path.unlink()
    place.sql("UPDATE user SET active = 1, deleted_at = NULL "
              "WHERE login = 'few'")
    step = max(1, int(place.sql("SELECT MAX(id) FROM contact")) // FEW)
    place.sql("CREATE TABLE IF NOT EXISTS bench_few (id BIGINT PRIMARY KEY, "
              "owner_id BIGINT, team_id BIGINT); INSERT IGNORE INTO bench_few "
              "SELECT id, owner_id, team_id FROM contact "
              f"WHERE id % {step} = 7 AND deleted_at IS NULL; "
              "UPDATE contact c JOIN bench_few b ON b.id = c.id SET "
              "c.owner_id = (SELECT id FROM user WHERE login = 'few'), "
              "c.team_id = NULL")


def few_end(place):
    place.sql("UPDATE contact c JOIN bench_few b ON b.id = c.id SET "
              "c.owner_id = b.owner_id, c.team_id = b.team_id; "
              "DROP TABLE bench_few; DELETE FROM user WHERE login = 'few'")


def cost(place, browser, text):
    """Median and worst milliseconds of the program, and rows read."""
    path = "/search?q=" + urllib.parse.quote(text)
    ms, rows = [], 0
    for n in range(TIMES):
        before = int(place.sql(READ))
        page = browser.request("GET", path)
        rows = max(rows, int(place.sql(READ)) - before)
        if page.status != 200:
            return None
        if n > 0:                       # the first warms the worker up
            ms.append(int(page.header("X-Kartoteka-Ms")))
    return statistics.median(ms), max(ms), rows


def searches(place):
    out = []
    few_make(place)
    try:
        for login in ("admin", "few"):
            browser, _ = place.sign_in(login)
            for kind, text in texts(place).items():
                got = cost(place, browser, text)
                out.append({"what": f"search, {kind}, {login}", "ms": got[0]
                            if got else 1e9, "budget_ms": BUDGET_MS,
                            "exit": int(got is None or
                                        got[2] > BUDGET_ROWS),
                            "said": f"at most {got[1]} ms, {got[2]} rows "
                            "read" if got else "no answer"})
    finally:
        few_end(place)
    return out
