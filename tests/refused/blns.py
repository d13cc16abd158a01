#!/usr/bin/env python3
"""The big list of naughty strings through the text fields of contacts, deals
and products: stored as sent, or refused in words; shown as text.

The list is KARTOTEKA_FIXTURES/blns, ../shared/fixtures where that is not set.
"""
import json
import os
import pathlib
import re
import secrets
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "attack"))
from stand import TOP, attack                                   # noqa: E402
from browser import Tree                                        # noqa: E402

LIST = pathlib.Path(os.environ.get("KARTOTEKA_FIXTURES",
                                   TOP.parent / "shared/fixtures")) / \
    "blns/blns.json"
PLAIN = "application/x-www-form-urlencoded"
FORMS = {
    "/contacts": ("contact", ["name", "street", "city", "region", "position",
                              "note"], {"kind": "person"}),
    "/deals": ("deal", ["title"], {"amount": "1"}),
    "/products": ("product", ["name", "note", "description"],
                  {"price": "1"}),
}
BLANK = " \t\r\n\ufeff\u00a0\u3000" + \
    "".join(map(chr, [*range(0x2000, 0x200b), 0x2028, 0x2029]))
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def same(sent, stored):
    """Blanks around do not count, nor how a line ends."""
    def plain(s):
        return s.replace("\r\n", "\n").strip(BLANK)
    return plain(sent) == plain(stored or "")


class Naughty:
    def __init__(self, s):
        self.s, self.who = s, s.sign_in("admin")
        self.firm = s.make("/contacts/new", kind="organisation", name="Ф")
        self.calm, self.forms = {}, {}

    def post(self, path, fields):
        if path not in self.forms:
            page = self.who.request("GET", path + "/new")
            self.forms[path] = dict(page.main_form().pairs())
        pairs = {**self.forms[path], **FORMS[path][2], **fields,
                 "request_key": secrets.token_hex(16)}
        if path == "/deals":
            pairs["contact_id"] = self.firm
        return self.who.request(
            "POST", path + "/new", urllib.parse.urlencode(
                pairs, errors="surrogatepass").encode(),
            {"Content-Type": PLAIN})

    def fields(self, path):
        """Those of the form that take words, and how many letters."""
        page = self.who.request("GET", path + "/new")
        out = {}
        for n in page.dom.all("input", "textarea"):
            if n.get("name") in FORMS[path][1]:
                out[n["name"]] = int(n.get("maxlength", 20000))
        return out

    @staticmethod
    def skeleton(page):
        """How many elements of a page could act, and what acts in others."""
        tags = {}
        for t in re.findall(r"(?i)<(script|img|iframe|style|object|embed|base"
                            r"|meta|video|audio|form|input|a)\b",
                            page.source):
            tags[t.lower()] = tags.get(t.lower(), 0) + 1
        inside = re.findall(r"<[a-z][^<>]*>", page.source)
        calm = re.compile(r'(value|title|content|alt|aria-label|data-[\w-]+)'
                          r'="[^"]*"')
        acts = [t for t in inside if re.search(
            r"(?i)\s(on\w+|style)\s*=|(href|src|action)=.\s*"
            r"(javascript|data|vbscript):", calm.sub("", t))]
        return tags, acts

    def one(self, path, text, maxes):
        """What is wrong with one string in one form."""
        fields = {k: text for k, most in maxes.items() if len(text) <= most}
        if not fields:
            return
        page = self.post(path, fields)
        show = ascii(text[:60])
        if page.status == 400 and CONTROL.search(text):
            return
        if page.status == 422:
            if "\n" in text or "\r" in text or not text.strip(BLANK) or \
                    len(text) > 200:
                return
            yield f"{path} {show}: refused {page.invalid()}"
            return
        if page.status != 303:
            yield f"{path} {show}: {page.status}"
            return
        where = page.goes_to
        yield from self.stored(path, where, fields, show)

    def stored(self, path, where, fields, show):
        edit = self.who.request("GET", where + "/edit")
        main = re.search(r"(?s)<main.*</main>", edit.source)
        edit._dom = Tree(main[0]).root
        form = edit.main_form()
        for k, v in fields.items():
            if k == "title" and not v.strip(BLANK):
                continue		# such a deal is called after its contact
            got = form.values.get(k, [""])[0]
            if not same(v, got):
                yield f"{path} {show}: {k} comes back {ascii(got[:60])}"
        pages = [edit] + [self.who.request("GET", where)] * \
            (path == "/contacts")
        for page in pages:
            if page.status != 200:
                yield f"{page.url} {show}: {page.status}"
                continue
            tags, acts = self.skeleton(page)
            if acts:
                yield f"{page.url} {show}: {acts}"
            kind = re.sub(r"\d+", "", page.url)
            calm = self.calm.setdefault(kind, tags)
            more = {t for t in tags if t not in ("a", "form", "input") and
                    tags[t] != calm.get(t, 0)}
            if more:
                yield f"{page.url} {show}: has {more}"


def play(s):
    if not LIST.exists():
        print(f"# skip: there is no {LIST}")
        s.fact("skipped", [])
        return
    strings = [t for t in json.loads(LIST.read_text()) if t]
    n = Naughty(s)
    for path in FORMS:
        maxes = n.fields(path)
        if not maxes:
            s.fact(f"{path}/new has text fields", ["it has none"])
            continue
        n.post(path, {k: "Спокійно" for k in maxes})
        wrong = [w for t in strings for w in n.one(path, t, maxes)]
        s.fact(f"{len(strings)} strings through {' '.join(maxes)} of "
               f"{path[1:]}: stored as sent, shown as text", wrong)
    rows = s.sql("SELECT COUNT(*) FROM contact")
    s.fact(f"they are there ({rows} contacts)",
           [] if int(rows) > 400 else [rows])
    errors = [line for line in (s.base.home / "log/kartoteka.log").read_text(
        errors="replace").splitlines() if " 500 " in line or " db: " in line]
    s.fact("no error in the log", errors)
    s.fact("a list of them, a search and an export come",
           [f"{p}: {q.status}" for p in
            ("/contacts?sort=name", "/contacts?q=%3Cscript%3E", "/deals",
             "/products", "/deals/board", "/export/contacts",
             "/export/contacts?format=json", "/lookup/contact?q=script")
            for q in [n.who.request("GET", p)] if q.status != 200])


if __name__ == "__main__":
    attack("blns", play)
