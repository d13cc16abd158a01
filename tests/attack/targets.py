"""What a scanner is pointed at: a request for every route of the table.

Pages are walked as a person walks them: what their links and forms send to an
address are its parameters, with the values that they have there.
"""
import re
import secrets
import urllib.parse

from rights import POSTS

PLAIN = "application/x-www-form-urlencoded"
# Whoever asks is signed out by the first, and needs a number of his own each
# time by the others; so they come last.
LATE = re.compile(r"/delete$|^/sign-|^/profile$|/issue$|/write$")
WORDS = ("text", "textarea", "search", "tel", "email", "url")
# Of what a form has many of alike, lines and rights, the first is tried.
ALIKE = re.compile(r"line\.(?!1\.)\d+\.|(?!contact\b)\w+\.(see|create|edit|"
                   r"delete|export|import|bulk|assign)$")


class Target:
    """One request: query and fields are dictionaries of text."""
    def __init__(self, method, route, path):
        self.method, self.route, self.path = method, route, path
        self.query, self.fields, self.multipart = {}, {}, False
        self.texts = {}			# of what takes words: the longest

    @property
    def url(self):
        query = urllib.parse.urlencode(self.query)
        return self.path + ("?" + query if query else "")

    def body(self):
        """Content type and body of a POST."""
        if not self.multipart:
            return PLAIN, urllib.parse.urlencode(self.fields)
        mark = "----kartoteka5c0e"
        parts = "".join(
            f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n'
            f"{v}\r\n" for k, v in self.fields.items())
        return (f"multipart/form-data; boundary={mark}",
                f"{parts}--{mark}\r\nContent-Disposition: form-data; "
                'name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n'
                f"\r\nname,kind\r\nA,person\r\n\r\n--{mark}--\r\n")


def pattern(path):
    return re.compile("^" + re.sub(
        r":(id|name)", lambda m: r"\d+" if m[1] == "id" else "[a-z0-9_-]+",
        re.escape(path).replace(r"\:", ":")) + "/?$")


class Walker:
    """Gathers a target per route, as somebody who may see the pages."""
    def __init__(self, walk, who):
        self.walk, self.who = walk, who
        self.known = [(m, p, pattern(p)) for m, p, _ in walk.routes]
        self.targets = {}

    def route(self, method, path):
        return next((p for m, p, r in self.known
                     if m == method and r.match(path)), None)

    def target(self, method, route):
        w = self.walk
        if (method, route) not in self.targets:
            n = w.record(route, w.bob) if ":id" in route else 0
            self.targets[method, route] = Target(method, route,
                                                 w.address(route, n))
        return self.targets[method, route]

    def link(self, method, address, pairs=()):
        """A link or a GET form: parameters of another address."""
        parts = urllib.parse.urlsplit(address)
        route = self.route(method, parts.path)
        if route:
            query = self.target(method, route).query
            for k, v in [*urllib.parse.parse_qsl(
                    parts.query, keep_blank_values=True), *pairs]:
                if not query.get(k) and len(query) < 40:
                    query[k] = v

    def form(self, form):
        route = self.route("POST", form.action.split("?")[0])
        if not route:
            return
        t = self.target("POST", route)
        pairs = {k: v for k, v in form.pairs() if not ALIKE.match(k)}
        if len(pairs) > len(t.fields):
            t.path = form.action.split("?")[0]
            t.fields, t.multipart = pairs, form.multipart
            t.texts = {k: form.longest.get(k, 20000) for k in pairs
                       if form.kinds.get(k) in WORDS}

    def page(self, route):
        page = self.who.request("GET", self.target("GET", route).url)
        if "<html" not in page.source[:200]:
            return
        for a in page.dom.all("a"):
            if a.get("href", "").startswith(("/", "?")):
                self.link("GET", urllib.parse.urljoin(page.url, a["href"]))
        for f in page.forms():
            if f.post:
                self.form(f)
            else:
                self.link("GET", f.action.split("?")[0], f.pairs())

    def all(self):
        """Every route's target; what destroys comes last."""
        for _ in range(2):		# the second time with parameters
            for method, route, _ in self.walk.routes:
                if method == "GET":
                    self.page(route)
        token = next(t for t in (self.who.request("GET", p).token()
                                 for p in ("/profile", "/sign-in")) if t)
        for method, route, _ in self.walk.routes:
            t = self.target(method, route)
            if method == "POST":
                for k, v in POSTS[route].items():
                    if not t.fields.get(k):
                        t.fields[k] = v.format(
                            own_contact=self.walk.own["contact"])
                t.fields["form_token"] = token
                if "rev" in t.fields:
                    t.fields["rev"] = "0"	# whatever is there
                t.fields["request_key"] = secrets.token_hex(16)
        return sorted(self.targets.values(),
                      key=lambda t: bool(LATE.search(t.route)))
