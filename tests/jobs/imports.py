#!/usr/bin/env python3
"""An import killed again and again ends as if nothing had happened.

    tests/jobs/imports.py [--rows N] [--kills N]

A file is tried and then written in the background by a daemon and by the page
that shows how far it is; whoever is at it is killed (kill -9) at random
moments, and its lease ends as by time.  The trial must count what one that
nobody disturbs counts, and leave nothing.  Then every row is counted, and
everything undone with as many kills.  Prints a line per fact; ends with
"N passed, N failed".
"""
import argparse
import csv
import http.client
import os
import pathlib
import random
import secrets
import signal
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests"), str(TOP / "tests/flows"),
                str(TOP / "tests/tools")]
from soak import Person, Refused, kill                          # noqa: E402
from stack import Firm, fact, facts_end, wait  # noqa: E402

BAD = 97		# each so many rows is refused
SAME = 50		# each so many speaks of the row before it, or far before
SLICES = "SELECT COALESCE(SUM(slices), 0) FROM job WHERE name <> ''"
OWN = ("import_run", "job", "session", "sign_in", "tick")  # jobs and visits


def kept_file(stack, rows, state):
    """The file as an upload leaves it, and its run; what is to come of it."""
    token = secrets.token_hex(16)
    folder = stack.home / "files/import"
    folder.mkdir(mode=0o700, exist_ok=True)
    bad = same = 0
    with open(folder / token, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["name", "kind", "email", "city"])
        for i in range(rows):
            again = i % SAME == SAME - 1
            wrong = not again and i % BAD == 0 and i % SAME != SAME - 2
            bad, same = bad + wrong, same + again
            far = SAME * (i // SAME // 2) if i // SAME % 2 else 0
            n = i - 1 - far if again else i
            out.writerow([f"Рядок {n}", "robot" if wrong else "person",
                          f"box{n}@example.ua", "Львів"])
    own = folder.parent.stat()
    for p in (folder, folder / token):	# as who does the jobs would have it
        os.chown(p, own.st_uid, own.st_gid)
    number = stack.number(
        "INSERT INTO import_run (user_id, entity, token, name, size, nrows,"
        " encoding, delimiter, mapping, match_by, mode, missing, state, done,"
        " created, changed, same, refused, bad_bytes, at, active_at) SELECT id,"
        f" 'contact', '{token}', 'rows.csv', 1, {rows}, 'UTF-8', ',', NULL,"
        f" 'email', 'both', 'create', {state}, 0, 0, 0, 0, 0, 0,"
        " UNIX_TIMESTAMP(), UNIX_TIMESTAMP() FROM user WHERE login = 'admin';"
        " SELECT MAX(id) FROM import_run")
    stack.sql(
        "INSERT INTO job (kind, name, state, due_at, lease_until, lease_by,"
        " attempts, asked, slices, made_at) VALUES ('import',"
        f" '{number}', 0, 0, 0, '', 0, 1, 0, 0)")
    return number, folder / token, bad, same


def page_look(stack, path):
    """The page that shows how far it is, asked for and not waited for."""
    who = Person(stack, None)
    pid = os.fork()
    if pid == 0:
        try:
            who.sign_in()
            while True:
                who.once("GET", path)
        except (OSError, Refused, ValueError, EOFError,
                http.client.HTTPException):
            pass
        os._exit(0)
    return pid


def killed(stack, kills, going, path):
    """Start somebody, kill him, as often as that; how often it was going."""
    struck = 0
    for i in range(kills):
        by_page = i % 3 == 2
        p = page_look(stack, path) if by_page else stack.jobs("--forever")
        leased = wait(lambda: stack.number("SELECT COUNT(*) FROM job WHERE"
                                           " lease_by <> '' AND name <> ''")
                      > 0, 10)
        if i % 2:		# now and then it gets on, else it is given up
            slices = stack.number(SLICES)
            wait(lambda: stack.number(SLICES) > slices, 10)
        time.sleep(random.uniform(0, 0.5))
        struck += leased and going()
        kill(stack.workers() if by_page else [p.pid], signal.SIGKILL)
        if by_page:
            kill([p], signal.SIGKILL)
            os.waitpid(p, 0)
        else:
            p.wait()
        stack.sql("UPDATE job SET lease_until = 0, due_at = 0 WHERE state = 0"
                  " AND name <> ''")
    return struck


def ended(stack, still):
    daemon = stack.jobs("--forever")
    done = wait(lambda: not still(), 120)
    daemon.terminate()
    daemon.wait(20)
    return done


def there(stack):
    """What all other tables hold."""
    names = stack.sql("SELECT table_name FROM information_schema.tables WHERE"
                      " table_schema = DATABASE() AND table_name NOT IN"
                      f" {OWN} ORDER BY 1").split()
    return set(stack.sql("CHECKSUM TABLE " + ", ".join(names)).splitlines())


def set_aside(path, size):
    """The rows of a file of refused ones, but for what does not count."""
    return path.read_bytes()[:size]


def tried(stack, rows, kills):
    """A trial killed again and again, and one that nobody disturbs."""
    before = there(stack)

    def going():
        return stack.number("SELECT COUNT(*) FROM import_run WHERE state = 6")
    seen = []
    for n in (kills, 0):
        number, path, bad, same = kept_file(stack, rows, 6)
        struck = killed(stack, n, going, f"/import/contacts/{number}/trial")
        if n:
            fact(struck >= min(n, 5), f"the trial was killed {struck} times")
        fact(ended(stack, going), "and comes to its end", stack.sql(
            f"SELECT state, done, error FROM import_run WHERE id = {number}"))
        got = stack.sql("SELECT CONCAT_WS(' ', state, done, created, changed,"
                        " same, refused) FROM import_run WHERE id ="
                        f" {number}")
        fact(got == f"2 {rows} {rows - bad - same} 0 {same} {bad}",
             "its counts are those of the import", got)
        seen.append(set_aside(path.with_suffix(".tried"), stack.number(
            f"SELECT bad_bytes FROM import_run WHERE id = {number}")))
    fact(seen[0] == seen[1] and seen[0].count(b"\r\n") == bad + 1,
         f"both set the same {bad} rows aside")
    fact(not path.with_suffix(".marks").exists(),
         "what a trial remembers is gone when it is over")
    fact(there(stack) == before, "and neither has written anything",
         there(stack) ^ before)
    sound(stack)
    stack.sql("DELETE FROM import_run")


def written(stack, rows, kills):
    number, path, bad, same = kept_file(stack, rows, 3)
    bad_file = path.with_suffix(".bad")

    def going():
        return stack.number("SELECT COUNT(*) FROM import_run WHERE state = 3")
    struck = killed(stack, kills, going, f"/import/contacts/{number}")
    fact(struck >= min(kills, 5), f"the import was killed {struck} times")
    fact(ended(stack, going), "and comes to its end", stack.sql(
        "SELECT state, done, error FROM import_run"))
    good = rows - bad - same
    got = stack.sql("SELECT CONCAT_WS(' ', state, done, created, changed,"
                    " same, refused) FROM import_run")
    fact(got == f"4 {rows} {good} 0 {same} {bad}", "its counts add up", got)
    got = stack.sql("SELECT CONCAT_WS(' ', COUNT(*), COUNT(DISTINCT name)) "
                    "FROM contact WHERE name LIKE 'Рядок %'")
    fact(got == f"{good} {good}", f"there are {good} rows, none doubled", got)
    got = stack.sql("SELECT CONCAT_WS(' ', COUNT(DISTINCT set_id), COUNT(*),"
                    " COUNT(DISTINCT record_id)) FROM change_row r JOIN"
                    " change_set s ON s.id = r.set_id WHERE s.channel = 3")
    fact(got == f"1 {good} {good}", "logged as one change", got)
    size = stack.number("SELECT bad_bytes FROM import_run")
    with open(bad_file, encoding="utf-8-sig", newline="") as f:
        lines = list(csv.reader(f.read(size).splitlines()))
    fact(len(lines) == bad + 1 and len({r[1] for r in lines}) == bad + 1,
         f"{bad} rows are set aside, each once", len(lines))
    fact({f.suffix for f in path.parent.glob(path.name + "*")} ==
         {"", ".bad"}, "and no other file stays with it")
    sound(stack)


def undone(stack, rows, kills):
    """All of it taken back, but for what somebody has changed since."""
    path = stack.home / "tmp/late.csv"
    numbers = [n for n in range(2, rows, rows // 7) if n % SAME and n % BAD]
    path.write_text("email,city\n" + "".join(
        f"box{n}@example.ua,Рівне\n" for n in numbers))
    stack.tool("import", "contacts", path, "--match", "email", "--mode",
               "update")
    before = stack.number("SELECT COUNT(*) FROM contact WHERE city = 'Рівне'")
    number = stack.number("SELECT set_id FROM import_run")
    stack.sql(
        "INSERT INTO undo_run (set_id, user_id, total, done, kept, before_id,"
        f" state, at) SELECT {number}, id, {rows}, 0, 0, 0, 1, 0 FROM user"
        " WHERE login = 'admin'; INSERT INTO job (kind, name, state, due_at,"
        " lease_until, lease_by, attempts, asked, slices, made_at) VALUES"
        f" ('undo', '{number}', 0, 0, 0, '', 0, 1, 0, 0)")

    def going():
        return stack.number("SELECT COUNT(*) FROM undo_run WHERE state = 1")
    struck = killed(stack, kills, going, f"/changes/{number}/undo")
    fact(struck >= min(kills, 5), f"the undoing was killed {struck} times")
    fact(ended(stack, going), "and comes to its end", stack.sql(
        "SELECT * FROM undo_run"))
    got = stack.sql("SELECT CONCAT_WS(' ', state, kept) FROM undo_run")
    fact(got == f"2 {before}", f"{before} records stay that somebody has"
         " changed since", got)
    got = stack.sql("SELECT CONCAT_WS(' ', COUNT(*), SUM(city = 'Рівне')) FROM"
                    " contact WHERE deleted_at IS NULL")
    fact(got == f"{before} {before}", "all others are gone", got)
    got = stack.sql("SELECT CONCAT_WS(' ', COUNT(DISTINCT set_id), COUNT(*) -"
                    " COUNT(DISTINCT record_id)) FROM change_row r JOIN"
                    " change_set s ON s.id = r.set_id WHERE s.channel = 6")
    fact(got == "1 0", "each once, as one change", got)
    fact(stack.number("SELECT undone_by FROM change_set WHERE id ="
                      f" {number}") > 0, "and the import counts as undone")
    sound(stack)


def sound(stack):
    stack.tool("jobs", "--once")
    done = stack.tool("doctor")
    fact(done.returncode == 0, "doctor finds nothing",
         done.stdout + done.stderr)


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--rows", type=int, default=20000)
    p.add_argument("--kills", type=int, default=12)
    args = p.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="kartoteka-imports-") as name:
        home = pathlib.Path(name)
        home.chmod(0o755)
        stack = Firm(home)
        try:
            tried(stack, args.rows, args.kills)
            written(stack, args.rows, args.kills)
            undone(stack, args.rows, args.kills)
        finally:
            stack.command("stop")
    facts_end()


if __name__ == "__main__":
    main()
