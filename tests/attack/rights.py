#!/usr/bin/env python3
"""Rights through every door: the route table walked as each role.

Each address with the number of somebody else's record must answer as with a
number that there is not; without its permission it is 403 or 404; without an
account nothing is shown or done.  An address that has no sample here fails:
whoever adds a route says how it is called.
"""
import re
import secrets
import subprocess
import urllib.parse

from stand import NONE, TOP, Browser, Wrong, attack

MARK = "Qz7f3a"			# in every text that bob keeps to himself
SUM = "918273"			# in every sum
PRIVATE = ("contacts", "deals", "invoices", "payments", "activities",
           "contact-links", "contact-points", "contact-tags", "changes",
           "import", "seen", "star", "reminders", "views", "bulk",
           "mappings", "cell")
SHARED = ("products", "categories", "users", "teams", "roles", "pipelines",
          "stages", "sources", "loss-reasons", "settings")
SECRET = re.compile(f"{MARK}|{SUM}|918[ ,.\u00a0\u202f]?273")

# The words of :name, by the address before it.
NAMES = {"/help/": "contacts", "/language/": "en", "/lookup/": "contact",
         "/import/": "contacts", "/export/": "contacts",
         "/tick/": "0123456789abcdef0123456789abcdef",
         "/cell/": "contact", "/seen/": "contact", "/star/": "contact", "/bulk/": "contact"}

# What a form of the address posts besides token and key.  {id} is a record of
# bob's or none; an empty dictionary is a form without fields.
POSTS = {
    "/sign-in": {"login": "eve", "password": "wrong wrong"},
    "/sign-out": {}, "/setup": {"firm": "Stolen"},
    "/setup/restore": {},
    "/settings": {"firm": "Stolen"}, "/profile": {"lang": "en"},
    "/profile/theme": {"theme": "dark"},
    "/sign-in/code": {"code": "123456"},
    "/profile/sessions/end": {}, "/profile/second": {"code": "123456"},
    "/profile/second/off": {"password_now": "wrong wrong"},
    "/profile/codes": {"password_now": "wrong wrong"},
    "/users/:id/second/off": {}, "/users/:id/sessions/end": {},
    "/changes/:id/undo": {}, "/users/views": {"name": "x"},
    "/users/new": {"login": "mallory", "name": "Mallory", "role_id": "1"},
    "/users/:id/edit": {"name": "Stolen", "rev": "1"},
    "/users/:id/delete": {"rev": "1"},
    "/teams/views": {"name": "x"}, "/teams/new": {"name": "Stolen"},
    "/teams/:id/edit": {"name": "Stolen", "rev": "1"},
    "/teams/:id/delete": {"rev": "1"},
    "/roles/views": {"name": "x"},
    "/roles/new": {"name": "Stolen", "code": "stolen"},
    "/roles/:id/rights": {"contact.see": "all"},
    "/roles/:id/edit": {"name": "Stolen", "rev": "1"},
    "/roles/:id/delete": {"rev": "1"},
    "/contacts/views": {"name": "x"}, "/views/:id/query": {"query": ""},
    "/views/:id/edit": {"name": "Stolen", "share": "all", "rev": "1"},
    "/views/:id/delete": {"rev": "1"},
    "/lookup/:name": {"kind": "person", "name": "Stolen"},
    "/contacts/new": {"kind": "person", "name": "Stolen"},
    "/contacts/:id/edit": {"name": "Stolen", "rev": "1"},
    "/contacts/:id/delete": {"rev": "1"},
    "/duplicates/apart": {"left": "{own_contact}", "right": "1"},
    "/duplicates/scan": {},
    "/contacts/:id/merge": {"with": "{own_contact}", "rev": "1",
                            "with_rev": "1"},
    "/contacts/:id/links": {"person_id": "{own_contact}", "role": "x"},
    "/contacts/:id/points": {"kind": "phone", "value": "+380501112233"},
    "/contacts/:id/tags": {"name": "stolen"},
    "/contact-links/:id/delete": {}, "/contact-points/:id/delete": {},
    "/contact-tags/:id/delete": {},
    "/contacts/:id/activities": {"kind": "note", "text": "Stolen"},
    "/deals/:id/activities": {"kind": "note", "text": "Stolen"},
    "/invoices/:id/activities": {"kind": "note", "text": "Stolen"},
    "/activities/views": {"name": "x"},
    "/activities/new": {"kind": "task", "title": "Stolen"},
    "/activities/:id/edit": {"title": "Stolen", "rev": "1"},
    "/activities/:id/delete": {"rev": "1"},
    "/activities/:id/done": {"rev": "1"},
    "/activities/:id/postpone": {"rev": "1", "days": "1"},
    "/activities/:id/back": {"word": "Stolen"},
    "/reminders/close": {}, "/reminders/:id/close": {},
    "/reminders/:id/later": {"for": "1d"},
    "/deals/views": {"name": "x"},
    "/deals/new": {"title": "Stolen", "contact_id": "{own_contact}"},
    "/deals/:id/edit": {"title": "Stolen", "rev": "1",
                        "line.1.name": "Stolen", "line.1.price": "1"},
    "/deals/:id/delete": {"rev": "1"},
    "/deals/:id/stage": {"stage": "2"},
    "/deals/:id/pause": {"rev": "1"}, "/deals/:id/resume": {"rev": "1"},
    "/deals/:id/lose": {"rev": "1"}, "/deals/:id/invoice": {},
    "/products/new": {"name": "Stolen", "price": "1"},
    "/products/:id/edit": {"name": "Stolen", "rev": "1"},
    "/products/:id/delete": {"rev": "1"},
    "/products/views": {"name": "x"}, "/categories/views": {"name": "x"},
    "/categories/new": {"name": "Stolen"},
    "/categories/:id/edit": {"name": "Stolen", "rev": "1"},
    "/categories/:id/delete": {"rev": "1"},
    "/invoices/views": {"name": "x"},
    "/invoices/new": {"contact_id": "{own_contact}"},
    "/invoices/:id/edit": {"note": "Stolen", "rev": "1",
                           "line.1.name": "Stolen", "line.1.price": "1"},
    "/invoices/:id/delete": {"rev": "1"},
    "/invoices/:id/issue": {"rev": "1"},
    "/invoices/:id/credit": {},
    "/invoices/:id/payments": {"amount": "1", "date": "2026-02-01"},
    "/payments/views": {"name": "x"},
    "/payments/new": {"amount": "1", "date": "2026-02-01",
                      "contact_id": "{own_contact}"},
    "/payments/:id/edit": {"purpose": "Stolen", "rev": "1"},
    "/payments/:id/delete": {"rev": "1"},
    "/pipelines/views": {"name": "x"}, "/stages/views": {"name": "x"},
    "/sources/views": {"name": "x"}, "/loss-reasons/views": {"name": "x"},
    "/pipelines/new": {"name": "Stolen"},
    "/stages/new": {"name": "Stolen", "pipeline_id": "1"},
    "/sources/new": {"name": "Stolen"}, "/loss-reasons/new": {"name": "x"},
    "/pipelines/:id/edit": {"name": "Stolen", "rev": "1"},
    "/pipelines/:id/delete": {"rev": "1"},
    "/stages/:id/edit": {"name": "Stolen", "rev": "1"},
    "/stages/:id/delete": {"rev": "1"},
    "/sources/:id/edit": {"name": "Stolen", "rev": "1"},
    "/sources/:id/delete": {"rev": "1"},
    "/loss-reasons/:id/edit": {"name": "Stolen", "rev": "1"},
    "/loss-reasons/:id/delete": {"rev": "1"},
    "/settings/jobs/:id/run": {}, "/settings/jobs/:id/drop": {},
    "/settings/jobs/address": {}, "/settings/jobs/address/close": {},
    "/settings/mail": {"mail_host": "evil.example", "mail_port": "25",
                       "mail_security": "none",
                       "mail_from": "x@evil.example"},
    "/settings/mail/test": {"test_to": "x@evil.example"},
    "/settings/mail/:id/again": {}, "/settings/mail/:id/drop": {},
    "/import/:name": {}, "/import/:name/:id": {"col.0": "name"},
    "/import/:name/:id/write": {}, "/import/:name/:id/stop": {},
    "/import/:name/:id/fix": {"fix.2.0": "Stolen"},
    "/mappings/:id/edit": {"name": "Stolen", "share": "all", "rev": "1"},
    "/mappings/:id/delete": {"rev": "1"},
    "/star/:name/:id": {"on": "1"},
    "/bulk/:name": {"do": "set", "field": "city", "city": "Stolen",
                    "all": "1", "from": "owner_id=me"},
    "/cell/:name/:id": {"field": "city", "city": "Stolen", "rev": "1"},
    "/bulk/:name/:id/stop": {}, "/bulk/:name/:id/again": {},
}

# Queries that lists, reports and exports are asked with; {contact} and so on
# are bob's, {bob} he himself, and the same is asked with NONE.
ASKED = {
    "/contacts": ["owner_id={bob}", "organisation_id={firm}", "id={contact}",
                  "created_by={bob}", "name=Таємн", "q=Таємн",
                  "created_at.from=2020-01-01", "sort=-name"],
    "/deals": ["contact_id={contact}", "owner_id={bob}", "q=Таємн",
               "id={deal}", "person_id={contact}"],
    "/deals/board": ["owner_id={bob}", "contact_id={contact}", "who=all",
                     "who={bob}"],
    "/invoices": ["contact_id={contact}", "deal_id={deal}", "id={invoice}",
                  "owner_id={bob}", "q=1", "parent_id={invoice}"],
    "/payments": ["contact_id={contact}", "document_id={invoice}",
                  "owner_id={bob}"],
    "/activities": ["contact_id={contact}", "deal_id={deal}",
                    "invoice_id={invoice}", "owner_id={bob}", "q=Таємн",
                    "state=done"],
    "/contacts/new": ["organisation_id={firm}", "kind=person"],
    "/deals/new": ["contact_id={contact}", "person_id={contact}"],
    "/invoices/new": ["contact_id={contact}", "deal_id={deal}",
                      "parent_id={invoice}"],
    "/payments/new": ["document_id={invoice}", "contact_id={contact}"],
    "/activities/new": ["contact_id={contact}", "deal_id={deal}",
                        "invoice_id={invoice}"],
    "/products/lookup": ["q=Гвинт&contact_id={contact}"],
    "/now": ["owner_id={bob}", "user_id={bob}", "who={bob}"],
    "/accounting": ["from=2020-01-01&to=2030-01-01"],
    "/accounting/ubl.zip": ["from=2020-01-01&to=2030-01-01"],
    "/reports/sales": [f"from=2020-01-01&to=2030-01-01&by={by}&format={f}"
                       for by in ("month", "country", "owner", "contact",
                                  "product") for f in ("html", "csv")],
    "/reports/debts": ["by=contact", "by=contact&format=csv"],
    "/reports/funnel": ["from=2020-01-01&to=2030-01-01",
                        "from=2020-01-01&to=2030-01-01&owner_id={bob}",
                        "format=csv"],
    "/reports/losses": ["from=2020-01-01&to=2030-01-01", "format=csv"],
    "/reports/activity": ["from=2020-01-01&to=2030-01-01", "format=csv"],
    "/search": ["q=Таємн", "q=Таємний Гвинт", "q=nf'vybq", "q=Таэмн",
                "q=380444", "q=Таємн&in=contacts"],
    "/contacts/alike": ["name=Таємний+Клієнт", "phone=380444", "kind=person&"
                        "name=Таємна+справа&phone=%2B380444444444"],
    "/search/drop": ["q=Таємн", "q=Таемний", "q=380444", "q=918273", "q="],
    "/lookup/:name": ["q=Таємн", "q=", "q=380444"],
    "/bulk/:name": ["id={contact}&do=set", "id={contact}&do=delete",
                    "id={contact}&do=set&field=city",
                    "all=1&from=q%3DТаємн", "all=1&do=delete",
                    "all=1&from=owner_id%3D{bob}"],
    "/export/:name": ["", "format=json", "owner_id={bob}", "q=Таємн"],
}

# Kinds that a :name may be, each walked with the queries of its address.
EVERY_NAME = ("contact", "deal", "invoice", "payment", "activity", "user",
              "role", "team", "product", "contact_link", "contact_point",
              "deal_line", "invoice_line", "contact_tag", "category", "tag",
              "stage", "contacts", "deals", "invoices", "payments",
              "activities", "users", "roles", "teams", "products", "links",
              "invoice-lines", "deal-lines", "categories", "nothing")


def routes(args, *words):
    out = subprocess.run([TOP / args.build / "routes", *words], check=True,
                         capture_output=True, text=True).stdout
    return [line.split("\t") for line in out.splitlines()]


def first_word(path):
    return path.split("/")[1]


class Walk:
    def __init__(self, s):
        self.s, self.routes = s, routes(s.args)
        self.bob, self.own = {}, {}

    # The world: bob has one of everything, and a mark in every text.

    def make_world(self):
        s = self.s
        for login, role in (("bob", "seller"), ("eve", "seller"),
                            ("rita", "seller"), ("hedy", "head"),
                            ("bert", "bookkeeper")):
            s.run.do_user(login, role)
        s.sign_in("admin")
        self.make_roles()
        self.product = s.make("/products/new", name="Гвинт", price="10",
                              currency="UAH")
        self.category = s.make("/categories/new", name="Кріплення")
        self.team = s.make("/teams/new", name="Перша")
        self.warm = set()
        s.sign_in("bob")
        self.bob = self.make_all(f"Таємний {MARK}", SUM)
        s.sign_in("eve")
        self.own = self.make_all("Власний", "100")
        self.bob["bob"] = s.sql("SELECT id FROM user WHERE login = 'bob'")

    def make_roles(self):
        """nix may nothing at all; rita sees all contacts, edits her own."""
        s = self.s
        s.sql("INSERT INTO role (rev, created_at, code, name) "
              "VALUES (1, 1, 'nix', 'Nix'), (1, 1, 'reader', 'Reader')")
        s.sql("INSERT INTO permission (role_id, entity, verb, scope) "
              "SELECT (SELECT id FROM role WHERE code = 'reader'), entity, "
              "verb, IF(verb IN ('see', 'export'), 3, scope) FROM "
              "permission WHERE role_id = (SELECT id FROM role "
              "WHERE code = 'seller')")
        s.run.do_user("nix", "nix")
        s.sql("UPDATE user SET role_id = (SELECT id FROM role "
              "WHERE code = 'reader') WHERE login = 'rita'")
        s.sql("UPDATE setting SET value = value + 1 WHERE name = 'rev'")

    def make_all(self, word, money):
        """One record of each kind that is somebody's, as whoever acts."""
        s, r = self.s, {}
        r["firm"] = s.make("/contacts/new", kind="organisation",
                           name=f"{word} завод", country="UA", city=word,
                           phone="+380444555666", note=word)
        r["contact"] = s.make("/contacts/new", kind="person",
                              name=f"{word} Петро", note=word,
                              organisation_id=r["firm"])
        c, f = r["contact"], r["firm"]
        s.run.do_post(f"/contacts/{f}/links", f"person_id={c}",
                      f"role={word}")
        s.run.do_post(f"/contacts/{c}/points", "kind=email",
                      f"value=a@{MARK if MARK in word else 'own'}.example")
        s.run.do_post(f"/contacts/{c}/tags", "name=VIP")  # words of all
        for kind in ("note", "task"):
            s.run.do_post(f"/contacts/{c}/activities", f"kind={kind}",
                          f"text={word} справа", "due_at=2026-12-01 10:00")
        r["deal"] = s.make("/deals/new", contact_id=f, title=f"{word} угода",
                           **{"line.1.name": f"{word} товар",
                              "line.1.price": money})
        r["draft"] = s.make("/invoices/new", contact_id=f, note=word,
                            **{"line.1.name": f"{word} товар",
                               "line.1.price": money})
        r["invoice"] = s.make("/invoices/new", contact_id=f, note=word,
                              **{"line.1.name": f"{word} товар",
                                 "line.1.price": money})
        s.run.do_get(f"/invoices/{r['invoice']}")
        s.run.do_post(f"/invoices/{r['invoice']}/issue")
        r["payment"] = s.make("/payments/new", contact_id=f, amount=money,
                              date="2026-02-01", purpose=word,
                              currency="UAH")
        r["import"] = self.make_import(word)
        s.run.do_form(f"/bulk/contact?do=tag&id={c}", "/bulk/contact")
        s.run.do_fill("tag=VIP")
        s.run.do_send()
        s.run.do_form("/contacts?kind=person", "/contacts/views")
        s.run.do_fill(f"name={word}")
        s.run.do_send()
        last = "SELECT MAX(id) FROM "
        for name, table in (("link", "contact_link"),
                            ("point", "contact_point"),
                            ("tag", "contact_tag"),
                            ("activity", "activity"), ("view", "view"),
                            ("bulk", "bulk"), ("mapping", "mapping")):
            r[name] = int(s.sql(last + table))
        r["change"] = int(s.sql("SELECT MIN(set_id) FROM change_row WHERE "
                                f"entity = 'contact' AND record_id = {f}"))
        self.check_world(r, word)
        return r

    def check_world(self, r, word):
        missing = [k for k, v in r.items() if not v]
        if missing:
            raise Wrong(f"of {word} there is no {missing}")
        issued = self.s.sql("SELECT status FROM document WHERE id = "
                            f"{r['invoice']}")
        if issued != "issued":
            raise Wrong(f"the invoice of {word} is {issued}")

    def make_import(self, word):
        s = self.s
        s.run.do_form("/import/contacts")
        s.run.do_file("file", "x.csv", f"name,kind\\n{'Qz7f3a'},person\\n")
        s.run.do_send()
        s.run.do_keep("made", "id")
        made = int(s.run.kept["made"])
        s.run.do_form(f"/import/contacts/{made}")
        s.run.do_fill(f"save_as={word}")
        s.run.do_send("save")
        return made

    # Addresses

    def record(self, path, of):
        """The number of the record that the address of a route names."""
        kind = first_word(path)
        one = {"contacts": "contact", "deals": "deal",
               "invoices": "draft" if path.endswith(("edit", "delete",
                                                     "issue"))
               else "invoice", "payments": "payment",
               "activities": "activity", "contact-links": "link",
               "contact-points": "point", "contact-tags": "tag",
               "changes": "change", "import": "import",
               "seen": "contact", "star": "contact", "views": "view",
               "mappings": "mapping",
               "bulk": "bulk", "cell": "contact"}
        if kind in one:
            return of[one[kind]]
        return {"products": self.product, "categories": self.category,
                "teams": self.team}.get(kind, 2)

    def address(self, path, number, name=None):
        for head, word in NAMES.items():
            if path.startswith(head):
                path = path.replace(":name", name or word)
        return path.replace(":id", str(number))

    def unknown(self):
        """Routes that this walk does not know how to call."""
        for method, path, _ in self.routes:
            if ":id" in path and first_word(path) not in PRIVATE + SHARED:
                yield f"{method} {path}: whose record is :id?"
            if ":name" in path and not any(path.startswith(h)
                                           for h in NAMES):
                yield f"{method} {path}: what is :name?"
            if method == "POST" and path not in POSTS:
                yield f"{method} {path}: what does its form post?"

    # Asking

    def ask(self, who, method, path, url):
        if method == "GET":
            return who.request("GET", url)
        fields = {k: v.format(own_contact=self.own.get("contact", 1))
                  for k, v in POSTS[path].items()}
        token = getattr(who, "form_token", None)
        if token is None:
            token = who.form_token = next(
                (t for t in (who.request("GET", p).token()
                             for p in ("/profile", "/sign-in")) if t), "")
        fields.update(form_token=token, request_key=secrets.token_hex(16))
        return who.request("POST", url, urllib.parse.urlencode(
            fields).encode(), {"Content-Type":
                               "application/x-www-form-urlencoded"})

    @staticmethod
    def seen(page, *numbers):
        """An answer without what differs from request to request."""
        text = re.sub(r"\b[0-9a-f]{12,}\b|\b\d+ (ms|s|MB|KB|queries|query)\b|"
                      r"\d\d:\d\d(:\d\d)?", "", page.source)
        for n in numbers:
            text = re.sub(rf"(?<![0-9a-z]){n}(?![0-9])", "N", text)
        heads = sorted(k for k, v in page.headers)
        there = re.sub(r"\d+", "N", page.header("Location") or "")
        return page.status, heads, there, text

    def same(self, who, method, path, theirs, none, a, b):
        """None, or how two answers differ."""
        if method == "GET" and (who, path) not in self.warm:
            self.warm.add((who, path))      # a worker's first has more to ask
            self.ask(who, method, path, none)
        one = self.ask(who, method, path, theirs)
        two = self.ask(who, method, path, none)
        x, y = self.seen(one, a, b), self.seen(two, a, b)
        if SECRET.search(one.source):
            hit = SECRET.search(one.source)
            at = one.source[max(0, hit.start() - 60):hit.end() + 30]
            return f"{method} {theirs}: tells “{at}”"
        for what, p, q in zip(("status", "headers", "target", "page"), x, y):
            if p != q:
                k = next((i for i in range(min(len(p), len(q)))
                          if p[i] != q[i]), 0) if what == "page" else 0
                tell = f"{p} / {q}" if what != "page" else \
                    f"{p[max(0, k - 80):k + 80]!r} / {q[max(0, k - 80):k + 80]!r}"
                return f"{method} {theirs}: {what} {tell}"
        return None


def of_others(w, login):
    """Every address with bob's number, beside the number of no record."""
    who = w.s.sign_in(login)
    for method, path, _ in w.routes:
        if ":id" not in path or first_word(path) not in PRIVATE:
            continue
        n = w.record(path, w.bob)
        wrong = w.same(who, method, path, w.address(path, n),
                       w.address(path, NONE), n, NONE)
        if wrong:
            yield wrong


def queries(w, login):
    """Every page of many, filtered by what is bob's."""
    who = w.s.sign_in(login)
    for method, path, _ in w.routes:
        if method != "GET" or ":id" in path:
            continue
        names = EVERY_NAME if path in ("/lookup/:name", "/export/:name",
                                       "/import/:name") else [None]
        for name in names:
            for q in [""] + ASKED.get(path, []):
                url = w.address(path, 0, name)
                one = q.format(**w.bob)
                # Who works here is no secret: a colleague's name is shown.
                two = re.sub(r"\{\w+\}", str(NONE), q) \
                    if "{bob}" not in q else one
                number = next((w.bob[k] for k in re.findall(r"\{(\w+)\}", q)),
                              NONE)
                yield from filter(None, [w.same(
                    who, "GET", path, f"{url}?{one}", f"{url}?{two}",
                    number, NONE)])


REFERS = {"contact_id": "contact", "organisation_id": "firm",
          "person_id": "contact", "deal_id": "deal",
          "document_id": "invoice", "invoice_id": "invoice",
          "parent_id": "invoice"}


def references(w, login):
    """Every reference of every form, pointing at what is bob's."""
    who = w.s.sign_in(login)
    for method, path, _ in w.routes:
        if method != "GET" or not path.endswith(("/new", "/edit")):
            continue
        if first_word(path) not in PRIVATE:
            continue
        url = w.address(path, w.record(path, w.own) if ":id" in path else 0)
        for name in REFERS:
            yield from refer(w, who, url, name)


def refer(w, who, url, name):
    """Post the form as it stands with one reference in it, asked or not."""
    answers = []
    for n in (w.bob[REFERS[name]], NONE):
        page = who.request("GET", url)
        if page.status != 200:
            yield f"{url}: {page.status}"
            return
        form = page.main_form()
        pairs = [p for p in form.pairs() if p[0] not in (name,)]
        pairs += [(name, n)]
        if name not in form.kinds:
            pairs += [("title", "x"), ("name", "x")]
        answers.append(who.request(
            "POST", form.action, urllib.parse.urlencode(pairs).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"}))
    a, b = (w.seen(p, w.bob[REFERS[name]], NONE) for p in answers)
    if SECRET.search(answers[0].source):
        yield f"{url}: {name} of others is told"
    elif a[:3] != b[:3]:
        yield f"{url}: {name} of others {a[0]} {a[2]}, of none {b[0]} {b[2]}"
    elif name in form.kinds and answers[0].status != 422:
        yield f"{url}: {name} of others is taken ({answers[0].status})"


def permitted(w, login):
    """Addresses of which the role has no permission, and the others."""
    who = w.s.sign_in(login)
    held = dict.fromkeys(w.s.sql(
        "SELECT CONCAT(p.entity, '.', p.verb) FROM permission p JOIN user u "
        f"ON u.role_id = p.role_id WHERE u.login = '{login}'").split(", "))
    for method, path, perm in w.routes:
        if path in ("/sign-out", "/setup", "/setup/restore"):
            continue
        n = w.record(path, w.own) if ":id" in path else 0
        page = w.ask(who, method, path, w.address(path, n))
        free = perm in ("-", "+", "~") or perm in held
        if not free and page.status not in (403, 404):
            yield f"{method} {path}: {page.status} without {perm}"
        if page.status >= 500:
            yield f"{method} {path}: {page.status}"


def nobody(w):
    """Nothing is shown or done without an account."""
    who = Browser(w.s.wire)
    for method, path, perm in w.routes:
        if perm == "-":
            continue
        n = w.record(path, w.bob) if ":id" in path else 0
        page = w.ask(who, method, path, w.address(path, n))
        there = page.header("Location") or ""
        if page.status == 303 and "/sign-in" in there:
            continue
        if page.status not in (403, 404):
            yield f"{method} {path}: {page.status} {there}"
        if SECRET.search(page.source):
            yield f"{method} {path}: tells of a record"


def shown(w, login):
    """What one may see is seen: else all the rest would prove nothing."""
    who = w.s.sign_in(login)
    for method, path, _ in w.routes:
        if method != "GET" or ":id" not in path or \
                first_word(path) not in PRIVATE:
            continue
        if path.endswith(("/trial", "/bad")):
            continue			# a run that was not tried yet
        if path == "/views/:id":
            continue			# leads to its list
        if path == "/cell/:name/:id":
            continue			# of no field
        n = w.record(path, w.bob)
        page = who.request("GET", w.address(path, n))
        if page.status != 200:
            yield f"{path}: {page.status}"


def forms_lead(w, login):
    """Every form and link of every page leads to a route of the table."""
    who = w.s.sign_in(login)
    known = [(m, re.compile("^" + re.sub(
        r":(id|name)", lambda k: r"\d+" if k[1] == "id" else "[a-z0-9_-]+",
        re.escape(p).replace(r"\:", ":")) + "/?$"))
        for m, p, _ in w.routes]
    wrong = set()
    for method, path, _ in w.routes:
        if method != "GET":
            continue
        n = w.record(path, w.bob) if ":id" in path else 0
        for q in ("", "?q=a", "?owner_id=me"):
            url = w.address(path, n) + q
            page = who.request("GET", url)
            if "<html" not in page.source[:200]:
                continue
            asked = [("POST" if f.post else "GET", f.action)
                     for f in page.forms()] + \
                [("GET", a["href"]) for a in page.dom.all("a")
                 if a.get("href", "").startswith("/")]
            wrong.update(
                f"{m} {there} of {path}" for m, there in
                ((m, re.split("[?#]", there)[0]) for m, there in asked)
                if not any(k == m and r.match(there) for k, r in known))
    return sorted(wrong)


def kept(w):
    """Sums over all that is bob's: what was refused changed nothing."""
    tables = ("contact", "deal", "document", "payment", "activity",
              "contact_link", "contact_point", "contact_tag", "deal_line",
              "document_line")
    return w.s.sql("; ".join(
        f"SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', id, rev, deleted_at))) "
        f"FROM {t} WHERE id IN (SELECT record_id FROM change_row r JOIN "
        f"change_set s ON s.id = r.set_id WHERE s.user_id = {w.bob['bob']} "
        f"AND r.entity = '{e}')" for t, e in zip(tables, (
            "contact", "deal", "invoice", "payment", "activity",
            "contact_link", "contact_point", "contact_tag", "deal_line",
            "invoice_line"))))


def edits_of_others(w, login):
    """Whoever sees a record, but may not edit it, changes nothing of it."""
    who = w.s.sign_in(login)
    before = kept(w)
    for method, path, _ in w.routes:
        if method != "POST" or ":id" not in path or \
                first_word(path) not in PRIVATE:
            continue
        if path.endswith(("/credit", "/payments", "/activities",
                          "deals/:id/invoice")):
            continue			# makes a record of one's own beside it
        page = w.ask(who, method, path,
                     w.address(path, w.record(path, w.bob)))
        if page.status not in (303, 403, 404, 409, 422):
            yield f"{method} {path}: {page.status}"
        if page.status == 303 and kept(w) != before:
            yield f"{method} {path} changes a record of others"


def play(s):
    w = Walk(s)
    w.make_world()
    s.fact("every address of the route table has a sample", w.unknown())
    s.fact("the owner sees what is his, on every page of it",
           shown(w, "bob"))
    s.fact("every form and link of every page leads to an address of the "
           "table", forms_lead(w, "admin"))
    before = kept(w)
    s.fact("another seller finds a record of others like none, on every "
           "address", of_others(w, "eve"))
    s.fact("no list, lookup, report or export tells of records of others",
           queries(w, "eve"))
    s.fact("no form takes a reference to a record of others",
           references(w, "eve"))
    s.fact("who sees all and edits his own changes nothing of others",
           edits_of_others(w, "rita"))
    for login in ("nix", "eve", "bert", "hedy"):
        s.fact(f"{login} gets 403 or 404 where the role has no right",
               permitted(w, login))
    s.fact("nothing is shown or done without an account", nobody(w))
    after = kept(w)
    s.fact("after all this the records of others are as they were",
           [] if before == after else [f"{before}\n    {after}"])


if __name__ == "__main__":
    attack("rights", play)
