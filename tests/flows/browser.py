"""A browser without JavaScript: pages, their forms, cookies."""
import html
import re
import urllib.parse

VOID = set("area base br col embed hr img input link meta source track wbr"
           .split())
CLOSES = {"option": {"option"}, "li": {"li"}, "p": {"p"},
          "tr": {"tr", "td", "th"}, "td": {"td", "th"}, "th": {"td", "th"},
          "tbody": {"tr", "td", "th", "thead", "tbody"},
          "dt": {"dt", "dd"}, "dd": {"dt", "dd"}}


class Wrong(Exception):
    """What was wanted is not so: one sentence for the reader."""


class Node(dict):
    """An element: its attributes, and in .kids its nodes and strings."""
    def __init__(self, tag, attrs=()):
        super().__init__((k, v if v is not None else "") for k, v in attrs)
        self.tag, self.kids = tag, []

    def all(self, *tags):
        for k in self.kids:
            if isinstance(k, Node):
                if not tags or k.tag in tags:
                    yield k
                yield from k.all(*tags)

    @property
    def text(self):
        if self.tag in ("script", "style", "template"):
            return ""
        parts = [k if isinstance(k, str) else k.text for k in self.kids]
        return " ".join(" ".join(parts).split())


# A tag with its attributes; what stands between tags is text.
TAG = re.compile(r"""<(?:!--.*?--|![^>]*|(/?)([a-zA-Z][^\s/>]*)"""
                 r"""([^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*))>""", re.S)
ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?""")


class Tree:
    """The elements of a page, in half the time that html.parser takes; that
    quotes and comments end is taken for granted."""
    def __init__(self, source):
        self.root = Node("root")
        self.open, at = [self.root], 0
        while tag := TAG.search(source, at):
            self.text(source[at:tag.start()])
            at = tag.end()
            ends, name, inside = tag.groups()
            name = name and name.lower()
            if ends:
                self.end(name)
            elif name:
                self.begin(name, inside)
            if name in ("script", "style") and not ends:
                end = source.lower().find("</" + name, at)
                end = len(source) if end < 0 else end
                self.text(source[at:end], plain=True)
                at = end
        self.text(source[at:])

    def begin(self, name, inside):
        while self.open[-1].tag in CLOSES.get(name, ()):
            self.open.pop()
        node, at = Node(name), 0
        for a in ATTRIBUTE.finditer(inside) if inside else ():
            value, at = a[2] or "", a.end()
            if value[:1] in ("'", '"'):
                value = value[1:-1]
            node[a[1].lower()] = html.unescape(value)
        self.open[-1].kids.append(node)
        if name not in VOID and "/" not in inside[at:]:
            self.open.append(node)

    def end(self, name):
        if any(n.tag == name for n in self.open[1:]):
            while self.open.pop().tag != name:
                pass

    def text(self, data, plain=False):
        if data:
            self.open[-1].kids.append(data if plain else html.unescape(data))


class Form:
    """A form with its present values, as (name, value) pairs to be sent."""
    def __init__(self, page, node):
        self.page = page
        self.action = urllib.parse.urljoin(page.url, node.get("action") or
                                           page.url)
        self.post = node.get("method", "get").lower() == "post"
        self.multipart = node.get("enctype") == "multipart/form-data"
        self.values, self.kinds, self.options = {}, {}, {}
        self.longest = {}
        self.buttons, self.files = [], []
        kinds = ("input", "select", "textarea", "button")
        for n in list(node.all(*kinds)) + [
                n for n in page.dom.all(*kinds)
                if n.get("form") and n["form"] == node.get("id")]:
            if "disabled" not in n:
                self._control(n)

    def _control(self, n):
        name = n.get("name")
        kind = n.get("type", "text") if n.tag == "input" else n.tag
        if n.tag == "button":
            if n.get("type", "submit") == "submit":
                self.buttons.append(n)
        elif kind in ("submit", "image"):
            self.buttons.append(n)
        elif name and kind not in ("button", "reset"):
            self.kinds.setdefault(name, kind)
            if n.get("maxlength", "").isdigit():
                self.longest[name] = int(n["maxlength"])
            self._value(n, name, kind)

    def _value(self, n, name, kind):
        now = self.values.setdefault(name, [])
        if kind == "select":
            offered = list(n.all("option"))
            self.options[name] = [(o.get("value", o.text), o.text)
                                  for o in offered]
            chosen = [o for o in offered if "selected" in o]
            if not chosen and "multiple" not in n:
                chosen = offered[:1]
            now.extend(o.get("value", o.text) for o in chosen)
        elif kind in ("checkbox", "radio"):
            value = n.get("value", "on")
            self.options.setdefault(name, []).append((value, value))
            now.extend([value] if "checked" in n else [])
        elif kind == "textarea":
            now.append("".join(k for k in n.kids if isinstance(k, str)))
        elif kind != "file":
            now.append(n.get("value", ""))

    def fill(self, name, value):
        like = re.sub(r"\.\d+\.", ".1.", name)
        if name not in self.kinds and like not in self.kinds:
            raise Wrong(f"the form {self.action} has no field {name}")
        if self.kinds.get(name) == "checkbox" and value in ("0", "1"):
            first = self.options[name][0][0]
            self.values[name] = [first] if value == "1" else []
            return
        if name in self.options:
            hit = [v for v, label in self.options[name]
                   if value in (v, label)]
            if not hit:
                raise Wrong(f"the field {name} does not offer {value}")
            value = hit[0]
        self.values[name] = [value]

    def pairs(self, button=None):
        out = [(k, v) for k, vs in self.values.items() for v in vs]
        for b in self.buttons:
            names = (b.get("name"), b.get("value"), b.text)
            if button is not None and button in names or \
                    button is None and b is self.buttons[0]:
                if b.get("name"):
                    out.append((b["name"], b.get("value", "")))
                return out
        if button is not None:
            raise Wrong(f"the form {self.action} has no button {button}")
        return out

    def body(self, button=None):
        if not self.multipart:
            return ("application/x-www-form-urlencoded",
                    urllib.parse.urlencode(self.pairs(button)).encode())
        mark = "kartoteka-flow-5c0e"
        head = f"--{mark}\r\nContent-Disposition: form-data; name="
        out = [f'{head}"{k}"\r\n\r\n{v}\r\n'.encode()
               for k, v in self.pairs(button)]
        for k, name, data in self.files:
            out.append(f'{head}"{k}"; filename="{name}"\r\nContent-Type: '
                       "application/octet-stream\r\n\r\n".encode() +
                       data + b"\r\n")
        return (f"multipart/form-data; boundary={mark}",
                b"".join(out) + f"--{mark}--\r\n".encode())


class Page:
    """An answer: status, headers as (name, value), body."""
    def __init__(self, url, status, headers, body):
        self.url, self.status = url, status
        self.headers, self.body = headers, body
        self.source = body.decode("utf-8", "replace")
        self._dom = None

    def header(self, name):
        return next((v for k, v in self.headers
                     if k.lower() == name.lower()), None)

    @property
    def dom(self):
        self._dom = self._dom or Tree(self.source).root
        return self._dom

    @property
    def goes_to(self):
        there = self.header("Location")
        if there is None or self.status not in (301, 302, 303, 307, 308):
            return None
        there = urllib.parse.urlsplit(urllib.parse.urljoin(self.url, there))
        return there.path + ("?" + there.query if there.query else "")

    def forms(self):
        return [Form(self, n) for n in self.dom.all("form")]

    def form(self, action):
        """The form whose action, without its query, ends so."""
        return next((f for f in self.forms() if
                     f.action.split("?")[0].endswith(action)), None)

    def main_form(self):
        """The form to be filled in: of those posted the one with most
        fields, in an open dialogue if there is one."""
        dialogs = [n for n in self.dom.all("dialog") if "open" in n]
        main = next(iter(dialogs or self.dom.all("main")), self.dom)
        forms = [Form(self, n) for n in main.all("form")]
        forms = [f for f in forms if f.post] or forms
        if not forms:
            raise Wrong(f"{self.url} ({self.status}) has no form")
        return max(forms, key=lambda f: len(f.kinds))

    def rows(self):
        return [[c.text for c in r.all("td", "th")]
                for r in self.dom.all("tr")]

    def invalid(self):
        return {n.get("name") for n in
                self.dom.all("input", "select", "textarea")
                if n.get("aria-invalid") == "true"}

    def token(self):
        return next((n.get("value") for n in self.dom.all("input")
                     if n.get("name") == "form_token"), None)


class Browser:
    """One person's cookies and language, over a transport (see wires.py)."""
    def __init__(self, wire):
        self.wire, self.cookies, self.lang = wire, {}, "en"

    def request(self, method, url, body=b"", headers=()):
        url = urllib.parse.quote(url, safe="/?&=%:+,;~@!$'()*#[]")
        if not url.startswith("/cgi-bin/"):
            url = self.wire.prefix + url
        sent = {"Host": "127.0.0.1", "Accept": "text/html,*/*;q=0.5",
                "Accept-Language": self.lang}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}"
                                       for k, v in self.cookies.items())
        sent.update(headers)
        page = Page(url, *self.wire.exchange(method, url, sent, body))
        for name, line in page.headers:
            if name.lower() == "set-cookie":
                name, value = line.split(";")[0].strip().split("=", 1)
                self.cookies[name] = value
                if re.search(r"max-age=0\b", line, re.I):
                    self.cookies.pop(name)
        return page
