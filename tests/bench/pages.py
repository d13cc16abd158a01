"""What is measured: pages by name, and the moves of deals."""
import statistics

from wrk import Bad, Load, weight

ASKED = 40                              # records a page of one is asked for


def addresses(size):
    """Name of a page: whether one signs in, addresses asked for in turn."""
    def spread(n):
        return [1 + k * 7919 % n for k in range(min(ASKED, n))]
    return {
        "sign-in": (False, ["/sign-in"]),
        "contacts": (True, ["/contacts"]),
        "contacts filtered": (True, [
            "/contacts?city=%D0%9B%D1%8C%D0%B2%D1%96%D0%B2",
            "/contacts?owner_id=3", "/contacts?kind=organisation",
            "/contacts?country=PL"]),
        "search": (True, [
            "/contacts?q=%D0%9B%D0%B8%D1%81%D0%B5%D0%BD%D0%BA%D0%BE",
            "/contacts?q=%D0%9A%D1%80%D0%B0%D0%B2%D1%87%D1%83%D0%BA+12",
            "/contacts?q=%D0%A8%D0%B5%D0%B2%D1%87%D0%B5%D0%BD%D0%BA%D0%BE"]),
        "contact": (True, [f"/contacts/{n}" for n in
                           spread(size["contacts"])]),
        "board": (True, ["/deals/board"]),
        "invoices": (True, ["/invoices"]),
        "invoice": (True, [f"/invoices/{n}" for n in
                           spread(size["invoices"])]),
        "funnel": (True, ["/reports/funnel"]),
        "sales": (True, ["/reports/sales"]),
        "deal move": (True, ["/deals/board"]),
    }


class Page:
    """One line of the table before it is measured."""
    def __init__(self, place, name, browser, cookie, paths):
        self.place, self.name = place, name
        self.save = name == "deal move"
        if self.save:
            self.prepare_moves(browser, cookie)
        else:
            self.prepare(browser, cookie, paths)

    def file(self, lines):
        path = self.place.home / "tmp" / (self.name.replace(" ", "-") +
                                          ".txt")
        path.write_text("\n".join(lines) + "\n")
        return path

    def prepare(self, browser, cookie, paths):
        for _ in range(2):              # a worker's first has more to ask
            pages = [self.ask(browser, cookie, p) for p in paths]
        self.bytes = round(statistics.mean(len(p.body) for p in pages))
        self.queries = max(int(p.header("X-Kartoteka-Queries") or 0)
                           for p in pages)
        self.load = Load(self.name, self.file(paths), "get", cookie, "",
                         [weight(p) for p in pages])

    @staticmethod
    def ask(browser, cookie, path):
        if not cookie:
            browser.cookies.clear()
        page = browser.request("GET", path)
        if page.status != 200:
            raise Bad(f"{path}: status {page.status}")
        return page

    def prepare_moves(self, browser, cookie):
        """Deals of the first two stages, each to be moved to the other."""
        board = browser.request("GET", "/deals/board")
        stages = [int(s) for s in self.place.sql(
            "SELECT id FROM stage WHERE kind = 'open' AND need_amount = 0 "
            "AND need_expected = 0 AND need_person = 0 ORDER BY position, id "
            "LIMIT 2").split(", ")]
        self.deals = self.place.sql(
            "SELECT id, stage_id FROM deal WHERE deleted_at IS NULL AND "
            f"stage_id IN ({stages[0]}, {stages[1]}) LIMIT 20000").split(", ")
        self.stages = stages
        self.token, self.cookie = board.token(), cookie
        self.browser = browser
        self.moves()
        head, first = self.lines[0].split()[0], self.lines[0].split()
        answer = browser.request(
            "POST", f"/deals/{head}/stage",
            (f"form_token={self.token}&request_key={'b' * 24}{head}&"
             f"from={first[1]}&stage={first[2]}").encode(),
            {"Content-Type": "application/x-www-form-urlencoded"})
        if answer.status != 303:
            raise Bad(f"a move is answered with {answer.status}")
        self.bytes = weight(answer)
        self.queries = int(answer.header("X-Kartoteka-Queries") or 0)
        self.moves()

    def moves(self):
        """The lines of wrk.lua as the deals stand now."""
        ids = ",".join(d.split()[0] for d in self.deals)
        a, b = self.stages
        self.lines = [f"{line} {b if line.split()[1] == str(a) else a}"
                      for line in self.place.sql(
                          "SELECT id, stage_id FROM deal WHERE id IN "
                          f"({ids}) ORDER BY id % 97, id").split(", ")]
        self.load = Load(self.name, self.file(self.lines), "move",
                         self.cookie, self.token)

    def run(self, port, connections, seconds):
        """Measured; of moves also counted in the base."""
        if not self.save:
            return self.load.run(port, connections, seconds)
        self.moves()
        count = "SELECT COUNT(*) FROM stage_log"
        before = int(self.place.sql(count))
        out = self.load.run(port, connections, seconds)
        done = int(self.place.sql(count)) - before
        if done < out["requests"]:
            raise Bad(f"{out['requests']} moves were answered, {done} done")
        return out
