#!/usr/bin/env python3
"""What each page costs, with 10 contacts and with 100,000.

    tests/budget/run.py [-v] [--keep] [WORD...]

A base is filled (tests/tools/firm.sql), and every page asked for as the
administrator and as a seller of a team: queries and weight are within DESIGN
8's budgets at both sizes, rows read within bounds.  WORDs choose pages, -v
prints what each took, --keep leaves the large base running to be looked into.
Ends with "N passed, N failed".
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "flows"), str(HERE.parent / "tools")]
from browser import Wrong                                       # noqa: E402
from flow import Run                                            # noqa: E402
from run import Base                                            # noqa: E402
import firm                                                     # noqa: E402

SMALL = {"contacts": 10, "deals": 40, "invoices": 40, "activities": 40}
LARGE = {"contacts": 100000, "deals": 30000, "invoices": 20000,
         "activities": 100000}

# Kind of page: queries, KB of HTML.  DESIGN 8.
BUDGET = {"list": (5, 30), "filtered": (5, 30), "worded": (8, 30),
          "filters": (10, 50),
          "card": (10, 50), "board": (8, 50), "now": (8, 50),
          "grouped": (6, 50), "report": (8, 50), "tally": (8, 50), "search": (8, 50),
          "drop": (8, 10), "misspelt": (8, 10),
          "alike": (11, 10),
          "form": (10, 50), "save": (15, 50),
          "asked save": (15, 50), "two saves": (22, 50),
          "bulk save": (22, 50)}
# Rows read, where it is not 20 for each row shown and 2,000.  A page of several
# lists may read as much for each; a report reads indexes of its records.
ROWS = {"filtered": 20000, "worded": 20000, "search": 20000, "drop": 20000, "misspelt": 20000,
        "alike": 36000, "asked save": 20000, "bulk save": 20000,
        "grouped": 100000, "now": 8000, "board": 4000, "report": 300000,
        "tally": 4000}


def lists(path, sorts, filters):
    yield "list", path
    for sort in sorts:
        yield "list", f"{path}?sort={sort}"
        yield "list", f"{path}?sort=-{sort}"
    for f in filters:
        yield "worded" if "q=" in f else "filtered", f"{path}?{f}"
    yield "filters", f"{path}?filter=1"
    yield "grouped", f"{path}?group=owner_id"
    yield "grouped", f"{path}?group=created_at&{filters[0]}"
    yield "grouped", f"{path}?group=owner_id&{filters[-1]}"


def pages():
    yield from lists("/contacts", ["sort_name", "last_touch_at"], [
        "kind=person", "kind=organisation", "city=Київ", "city=Рахів",
        "city=Немає", "owner_id=me", "owner_id=3", "owner_id=7",
        "country=PL", "region=Обл", "email=box77", "phone=0501234567",
        "phone=9191", "client=1", "partner=1", "q=Шевченко",
        "q=Шевченко Олена", "q=немаєтакого", "q=box12345", "q=Лисенко 9999",
        "city=Рахів&kind=organisation", "city=Київ&sort=-last_touch_at",
        "owner_id=3&sort=last_touch_at", "q=немає&sort=-last_touch_at",
        "created_at.from=2100-01-01", "last_touch_at.to=2001-01-01",
        "organisation_id=1", "client=1&prospect=1&supplier=1",
        "sort=-last_touch_at&partner=1"])
    yield from lists("/deals", ["title", "amount",
                                "expected_on"], [
        "state=won", "state=open", "state=lost", "owner_id=me",
        "q=Крісло", "q=немає", "contact_id=7", "stage_id=1",
        "amount.from=4990000", "amount.to=1000", "expected_on.to=2001-01-01",
        "state=open&sort=expected_on&owner_id=me", "source_id=1",
        "state=lost&q=немає&sort=-amount", "state=open&sort=expected_on"])
    yield from lists("/invoices", ["date", "due_on"], [
        "settled=no", "settled=full", "settled=no&sort=due_on",
        "status=issued&debt.from=0.01",
        "due_on.to=2026-01-01&status=issued&debt.from=0.01", "status=draft", "kind=credit_note",
        "contact_id=7", "q=019999", "q=немає", "owner_id=me", "owner_id=7",
        "currency=EUR", "date.from=2100-01-01", "settled=no&sort=date",
        "date.to=2001-01-01"])
    yield from lists("/activities", ["at", "due_at"], [
        "state=planned", "state=dropped", "kind=greeting", "q=99999",
        "q=немає", "state=planned&owner_id=me&sort=due_at",
        "contact_id=7", "owner_id=7", "priority=high",
        "due_at.to=2001-01-01", "kind=call&state=planned"])
    yield from lists("/products", ["name", "code", "price"], [
        "q=Лампа", "q=немає", "category_id=1", "archived=1"])
    for q in ("Шевченко", "Шевченко Олена", "Шивченко", "box12345", "067",
              "9191", "ол", "Крісло", "Itdxtyrj", "немаєтакого"):
        yield "search", f"/search?q={q}"
        yield "search", f"/search?q={q}&in=contacts"
        yield "misspelt" if q in ("Шивченко", "немаєтакого") else "drop", \
            f"/search/drop?q={q}"
    yield "search", "/search"
    yield "drop", "/search/drop"
    for q in ("name=Шевченко Олена", "name=Олена Шевченко 77",
              "name=Shevchenko Elena&phone=0501234567&email=box77@example0.ua",
              "name=Шевчнеко Олена", "tax_no=33333377", "name="):
        yield "alike", f"/contacts/alike?kind=person&{q}"
    yield "alike", "/contacts/alike?kind=organisation&name=Папір Шевченко"
    yield from lists("/payments", [], ["contact_id=7"])
    for path in ("/contacts/7", "/contacts/1", "/contacts/5", "/deals/31", "/invoices/31",
                 "/products/1", "/activities/7"):
        yield "card", path
        yield "card", path + "/history"
        yield "form", path + "/edit"
    for path in ("/contacts/new", "/deals/new", "/invoices/new",
                 "/invoices/31/print", "/activities/new", "/products/new",
                 "/audit", "/audit?before=2", "/audit?user_id=3",
                 "/profile", "/users"):
        yield "form", path
    yield "report", "/accounting"
    yield "board", "/deals/board"
    yield "board", "/deals/board?owner=me"
    yield "now", "/now"
    for name in ("losses", "debts", "activity", "sales?by=contact"):
        yield "report", f"/reports/{name}"
    for name in ("sales", "funnel", "sales?by=owner", "sales?by=country",
                 "sales?by=year&from=&to=", "funnel?from=&to=",
                 "funnel?from=2026-01-05&to=2026-11-20"):
        yield "tally", f"/reports/{name}"


# The forms of the day: what is saved, on which page, by which of its forms (the
# main one unless told), filled with what.  {name} is what an earlier one made.
GOODS = {"line.1.product_id": "1", "line.1.quantity": "4",
         "line.2.name": "Доставка", "line.2.price": "33,33"}
MORE = {"line.1.quantity": "5", "line.2.price": "40"}
SAVES = [
    ("contact", "/contacts/new", None,
     {"kind": "person", "name": "Нова Людина"}),
    ("contact changed", "/contacts/7/edit", None, {"city": "Канів"}),
    ("note", "/contacts/7", "/activities", {"text": "Передзвонити"}),
    ("deal", "/deals/new", None,
     {"title": "Нова угода", "contact_id": "7"}),
    ("deal changed", "/deals/31/edit", None, {"title": "Інша угода"}),
    ("deal with lines", "/deals/new", None, {"contact_id": "7", **GOODS}),
    ("all lines changed", "/deals/{deal with lines}/edit", None, MORE),
    ("deal moved", "/deals/{deal with lines}", "/stage", {}),
    ("deal's invoice", "/deals/{deal with lines}", "/invoice", {}),
    ("invoice", "/invoices/new", None, {"contact_id": "7", **GOODS}),
    ("invoice changed", "/invoices/{invoice}/edit", None,
     {"discount_percent": "5", **MORE, "button": "save"}),
    ("issued", "/invoices/{invoice}", "/issue", {}),
    ("paid in part", "/invoices/{invoice}", "/payments", {"amount": "10"}),
    ("credit note", "/invoices/{invoice}", "/credit", {}),
    ("credit note issued", "/invoices/{credit note}", "/issue", {}),
    ("issued at once", "/invoices/new", None,
     {"contact_id": "7", **GOODS, "button": "issue"}),
]
# Few of many records changed at once, by a filter that an index has, by one
# that none has, and by a word.
for what, few in (("a place", "city%3DРахів"),
                  ("two marks", "partner%3D1%26city%3DРахів"),
                  ("a piece", "city.has%3Dахі"),
                  ("a word", "q%3Dbox12345")):
    SAVES.append((f"bulk by {what}", "/bulk/contact?do=set&field=region&all=1"
                  f"&from={few}", None, {"region": "Карпати"}))
    SAVES.append((f"bulk tag by {what}", "/bulk/contact?do=tag&all=1"
                  f"&from={few}", None, {"tag": "Гори"}))
# A draft and its issue; a credit note and the invoice that it settles.
BOTH = ("issued at once", "credit note issued")


class Counter:
    """The server's counters, over one connection that stays open."""
    ASK = (b"SHOW GLOBAL STATUS WHERE variable_name LIKE "
           b"'Handler\\_read\\_%';SELECT 'end';\n")

    def __init__(self, base):
        config = base.config.read_text()
        door = re.search(r"^db_socket = (.*)$", config, re.M)[1]
        user = subprocess.run(["id", "-un"], capture_output=True,
                              text=True).stdout.strip()
        self.client = subprocess.Popen(
            ["mariadb", "--no-defaults", "-NBn", "-u", user, "-S", door],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.read()
        first = self.read()
        self.own = self.read() - first      # what asking costs by itself

    def read(self):
        self.client.stdin.write(self.ASK)
        self.client.stdin.flush()
        rows = 0
        for line in self.client.stdout:
            if line == b"end\n":
                return rows
            rows += int(line.split()[1])
        raise Wrong("the database is gone")

    def end(self):
        self.client.stdin.close()
        self.client.wait()


class Cost:
    """What one page took."""
    def __init__(self, page, rows):
        self.status, self.read = page.status, rows
        self.queries = int(page.header("X-Kartoteka-Queries") or 0)
        self.bytes = len(page.body)
        self.shown = sum(1 for r in page.dom.all("tr") if any(r.all("td")))
        self.ms = int(page.header("X-Kartoteka-Ms") or 0)
        self.to = page.header("Location") or ""
        self.links = {a.get("rel"): a.get("href")
                      for a in page.dom.all("a") if a.get("rel")}

    def __str__(self):
        return (f"{self.queries} queries, {self.read} rows, "
                f"{self.bytes / 1024:.1f} KB, {self.ms} ms")


class Survey:
    """One size: every page by everybody."""
    def __init__(self, base, words):
        self.base, self.words = base, words
        self.costs = {}

    def run(self):
        wire = self.base.worker()
        run = Run(HERE / "survey", wire, self.base)
        self.counter = Counter(self.base)
        try:
            for login in ("admin", "ihor"):
                run.do_as(login)
                run.who.lang = "uk"
                self.browser = run.who
                self.browse(login)
                self.save(login, run)
        finally:
            self.counter.end()
            wire.end()
        return self.costs

    def browse(self, login):
        self.ask("GET", "/contacts")            # warms what a worker holds
        for kind, path in pages():
            if not any(w in path for w in self.words or [""]):
                continue
            cost = self.ask("GET", path)
            self.costs[login, kind, path] = cost
            if kind in ("list", "filtered") and cost.links.get("next"):
                self.costs[login, kind, path + " (next page)"] = \
                    self.ask("GET", cost.links["next"])

    def ask(self, method, path, body=b"", headers=()):
        before = self.counter.read()
        page = self.browser.request(method, path, body, headers)
        rows = self.counter.read() - before - self.counter.own
        return Cost(page, rows)

    def save(self, login, run):
        """The forms of the day, sent as they stand with a few words more."""
        made = {}
        for name, path, action, fields in SAVES:
            if not any(w in name for w in self.words or [""]):
                continue
            try:
                run.do_form(path.format(**made), action)
            except Wrong:
                if not name.startswith("bulk"):
                    raise
                continue                        # nothing of that fits
            fields = dict(fields)
            button = fields.pop("button", None)
            for field in fields.items():
                run.form.fill(*field)
            kind, body = run.form.body(button)
            cost = self.ask("POST", run.form.action, body,
                            {"Content-Type": kind})
            kind = "two saves" if name in BOTH else \
                "asked save" if name == "contact" else \
                "bulk save" if name.startswith("bulk") else "save"
            self.costs[login, kind, name] = cost
            made[name] = (re.findall(r"\d+", cost.to) or [""])[-1]


def wrong(kind, small, large):
    """Why a page is too dear, or nothing."""
    queries, kilobytes = BUDGET[kind]
    rows = ROWS.get(kind, 20 * large.shown + 2000)
    for cost in (small, large):
        if cost is not None and cost.status not in (200, 303):
            return f"status {cost.status}"
        if cost is not None and cost.queries > queries:
            return f"{cost.queries} queries, at most {queries}"
    if large.read > rows:
        return f"{large.read} rows read, at most {rows}"
    if large.bytes > kilobytes * 1024:
        return f"{large.bytes / 1024:.1f} KB, at most {kilobytes}"
    return None


def judge(small, large, verbose):
    passed = failed = 0
    for key, cost in large.items():
        login, kind, path = key
        before = small.get(key)
        if cost.status == 403 and login != "admin":
            continue                            # not this role's page
        why = wrong(kind, before, cost)
        if why is None:
            passed += 1
            if verbose:
                print(f"ok - {login} {path}: {cost}")
        else:
            failed += 1
            print(f"not ok - {login} {path}: {why}\n    {cost}" +
                  (f"; small: {before}" if before else ""))
    return passed, failed


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--build", default=os.environ.get("B", "build"))
    p.add_argument("--cgi", default=os.environ.get("CGI", "cgi-bin"))
    p.add_argument("-v", "--verbose", action="store_true")
    p.add_argument("--keep", action="store_true",
                   help="leave the large base running")
    p.add_argument("words", nargs="*")
    args = p.parse_args()
    args.server = None
    os.environ["DB_MEMORY"] = "256M"
    base = Base(args, "budget")
    try:
        base.make_template()
        base.reset()
        firm.fill(base, SMALL)
        small = Survey(base, args.words).run()
        base.reset()
        firm.fill(base, LARGE)
        large = Survey(base, args.words).run()
        passed, failed = judge(small, large, args.verbose)
    finally:
        if not args.keep:
            base.stack("stop")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
