#!/usr/bin/env python3
"""Random imports, edits and undos end where they began.

    tests/jobs/ends.py [--steps N] [--seed S]

On a base with some records, steps are taken at random: a file that makes
records, one that changes them, a sheet of deals with their people and firms,
an undo of the last step, an undo of that undo.  Then all is taken back.  What
is there is then, byte for byte but for revisions, what was there before, and
counters and search postings are what a recount gives (doctor).  STEPS is the
place for more kinds of step: each returns the number of the change set that
it made, or 0.  Ends with "N passed, N failed".
"""
import argparse
import pathlib
import random
import signal
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from imports import Firm, fact, facts_end                      # noqa: E402

TABLES = ("contact", "contact_link", "contact_point", "deal", "deal_line",
          "product")
WORDS = ("Калина", "Дуб", "Явір", "Верба", "Сокіл", "Лелека", "Ґанок", "Їжак",
         "Smith", "O'Brien", "=1+1", "«Лапки»", "кома, крапка; \"цитата\"")
CITIES = ("Київ", "Львів", "Одеса", "Рівне", "", "Нью-Йорк")


class World:
    def __init__(self, stack, seed):
        self.stack, self.random = stack, random.Random(seed)
        self.path = stack.home / "tmp/step.csv"
        self.undone = []	# sets whose undo may be undone

    # Files

    def text(self):
        return " ".join(self.random.sample(WORDS, 2))

    def cell(self, s):
        return '"' + s.replace('"', '""') + '"'

    def file(self, header, rows):
        self.path.write_text("\n".join(
            [",".join(header)] + [",".join(map(self.cell, r))
                                  for r in rows]) + "\n", encoding="utf-8")

    def load(self, what, *options):
        before = self.last()
        done = self.stack.tool("import", what, self.path, *options)
        if done.returncode not in (0, 3):
            raise SystemExit(done.stderr)
        after = self.last()
        return after if after != before else 0

    def last(self):
        return self.stack.number("SELECT COALESCE(MAX(id), 0) FROM"
                                 " change_set")

    # Steps

    def contacts(self):
        r = self.random
        self.file(("name", "kind", "email", "phone", "city", "organisation"),
                  [(self.text(), r.choice(("person", "organisation",
                                           "robot")),
                    f"box{r.randrange(60)}@example.ua",
                    f"+38067{r.randrange(10 ** 7):07}", r.choice(CITIES),
                    r.choice(("", self.text())))
                   for _ in range(r.randrange(1, 40))])
        return self.load("contacts", "--match", "email", "--missing",
                         "create", "--mode", r.choice(("create", "both")))

    def edits(self):
        r = self.random
        field = r.choice(("name", "city", "note", "phone", "email"))
        some = self.stack.sql(
            "SELECT id FROM contact WHERE deleted_at IS NULL ORDER BY"
            f" RAND({r.randrange(10 ** 6)}) LIMIT {r.randrange(1, 30)}")
        self.file(("id", field), [
            (i, {"name": self.text(), "city": r.choice(CITIES),
                 "note": "рядок\nдругий " + self.text(),
                 "phone": f"+38050{r.randrange(10 ** 7):07}",
                 "email": f"new{r.randrange(10 ** 6)}@example.ua"}[field])
            for i in some.split()])
        return self.load("contacts", "--match", "id", "--mode", "update")

    def sheet(self):
        r = self.random
        firms = [self.text() for _ in range(4)]
        self.file(("organisation.name", "person.name", "person.email",
                   "title", "amount", "line.product", "line.quantity",
                   "line.price"),
                  [(r.choice(firms), self.text(),
                    f"box{r.randrange(60)}@example.ua", self.text(),
                    str(r.randrange(10 ** 5)), r.choice(("", "Шафа", "Стіл")),
                    "2", str(r.randrange(1, 900)))
                   for _ in range(r.randrange(1, 25))])
        return self.load("deals", "--missing", "create")

    # Taking back

    def undo(self, number):
        """Its set that took it back; 0 when something stayed."""
        s = self.stack
        s.sql("INSERT INTO undo_run (set_id, user_id, total, done, kept,"
              f" before_id, state, at) SELECT {number}, id, 1, 0, 0, 0, 1, 0"
              " FROM user WHERE login = 'admin'; INSERT INTO job (kind, name,"
              " state, due_at, lease_until, lease_by, attempts, asked,"
              f" slices, made_at) VALUES ('undo', '{number}', 0, 0, 0, '', 0,"
              " 1, 0, 0)")
        s.tool("jobs", "--once")
        state, kept, made = s.sql(
            "SELECT state, kept, COALESCE(made_id, 0) FROM undo_run WHERE"
            f" set_id = {number}").split()
        if (state, kept) != ("2", "0"):
            fact(False, f"set {number} is undone whole", s.sql(
                "SELECT state, kept, error FROM undo_run WHERE set_id ="
                f" {number}; SELECT * FROM undo_kept WHERE set_id = {number}"
                " LIMIT 3; SELECT kind, name, state, error FROM job WHERE"
                " state <> 1 AND name <> ''"))
            return 0
        return int(made)

    # What is there

    def all(self):
        out = {}
        for table in TABLES:
            columns = self.stack.sql(
                "SELECT GROUP_CONCAT(COLUMN_NAME ORDER BY ORDINAL_POSITION)"
                " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA ="
                f" DATABASE() AND TABLE_NAME = '{table}' AND COLUMN_NAME <>"
                " 'rev'")
            out[table] = self.stack.sql(
                f"SELECT {columns} FROM {table} WHERE deleted_at IS NULL"
                " ORDER BY id")
        return out


STEPS = (World.contacts, World.edits, World.sheet)


def walk(world, steps):
    """Steps at random; the sets that stand, the last at the end."""
    standing = []
    for _ in range(steps):
        if standing and world.random.random() < 0.35:
            made = world.undo(standing.pop())
            if made and world.random.random() < 0.5:
                again = world.undo(made)	# as if it had not been undone
                if again:
                    standing.append(again)
        else:
            made = world.random.choice(STEPS)(world)
            if made:
                standing.append(made)
    return standing


def sound(stack, when):
    done = stack.tool("doctor")
    fact(done.returncode == 0, f"doctor finds nothing {when}",
         done.stdout + done.stderr)


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--steps", type=int, default=25)
    p.add_argument("--seed", type=int, default=random.randrange(10 ** 6))
    args = p.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="kartoteka-ends-") as name:
        home = pathlib.Path(name)
        home.chmod(0o755)
        stack = Firm(home)
        try:
            world = World(stack, args.seed)
            world.contacts()
            world.sheet()
            before = world.all()
            standing = walk(world, args.steps)
            fact(bool(before["contact"]) and world.last() > 10,
                 f"{args.steps} steps from seed {args.seed}:"
                 f" {world.last()} changes, {len(standing)} stand")
            stack.tool("jobs", "--once")
            sound(stack, "on the way")
            while standing:
                world.undo(standing.pop())
            after = world.all()
            for table in TABLES:
                fact(after[table] == before[table],
                     f"{table} is as it was", next(
                         (f"{a} / {b}" for a, b in zip(
                             before[table].splitlines(),
                             after[table].splitlines()) if a != b),
                         "another number of rows"))
            stack.tool("jobs", "--once")
            sound(stack, "at the end")
        finally:
            stack.command("stop")
    facts_end()


if __name__ == "__main__":
    main()
