#!/usr/bin/env python3
"""A newer program over an older one's tables, its visits killed in the middle:
they go on where they stopped, to the same end, whoever comes.  TAP; runs
beside tests/with-db.sh.
"""
import pathlib
import random
import re
import shutil
import subprocess
import tempfile
import time

from broken import PASSWORD, whole
from upload import (ACCOUNT, B, BASE, DOOR, TOP, Upload, account, base_new,
                    fact, facts_end, sql)

# A version to come: it tells how often it was run, and takes its time.
SLOW = "UPDATE up_try SET n = n + %d WHERE SLEEP(0.1) = 0;\n"
NEXT = ("CREATE TABLE up_try (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);\n"
        "INSERT INTO up_try (id, n) VALUES (1, 0), (2, 0), (3, 0);\n" +
        SLOW % 1 +
        "ALTER TABLE up_try ADD late INT NOT NULL DEFAULT 7;\n" +
        SLOW % 10 + "CREATE TABLE up_more (id INT NOT NULL PRIMARY KEY);\n")
SETUP = ("/setup", "/setup/restore", "/setup/probe")


def share_make():
    """The shared files of a version to come."""
    top = pathlib.Path(tempfile.mkdtemp(prefix="kartoteka-share-"))
    for part in (TOP / B / "share").iterdir():
        if part.name != "sql":
            (top / part.name).symlink_to(part.resolve())
    shutil.copytree(TOP / B / "share/sql", top / "sql")
    top.chmod(0o755)
    return top


def tool(up, *args):
    return subprocess.run([TOP / B / "kartoteka", "--config",
                           up.conf / "kartoteka.conf", *map(str, args)],
                          capture_output=True, text=True)


def schema():
    """Tables as they are, and the steps that are done."""
    tables = sql("SELECT table_name FROM information_schema.tables WHERE "
                 f"table_schema = '{BASE}' ORDER BY 1").split()
    made = sql("".join(f"SHOW CREATE TABLE {t};" for t in tables), BASE)
    return ([sorted(t.rstrip(",") for t in re.sub(
        r" AUTO_INCREMENT=\d+", "", one).split("\\n"))
             for one in made.split("\n")],
            sql("SELECT file, step, HEX(checksum), at > 0 FROM migration "
                "ORDER BY 1, 2", BASE))


def older(share):
    """The tables as before the search index, the counts and some keys."""
    gone = set()
    for path in sorted((share / "sql").glob("*.sql")):
        text = path.read_text()
        alters = re.findall(r"ALTER TABLE (\w+)([^;]*);", text)
        made = re.findall(r"CREATE TABLE (\w+)", text)
        keys = [(t, [] if re.search(r"\bADD (?!KEY)", body) else
                 re.findall(r"\n\s*ADD KEY (\w+)", body))
                for t, body in alters]
        if path.name.startswith("001_"):
            for table in made:
                sql(f"DROP TABLE {table}", BASE)
            gone.update(made)
        elif alters and gone.issuperset(t for t, _ in alters):
            pass                        # it went with its table
        elif keys and not made and all(k for _, k in keys) and \
                "DROP KEY" not in text:
            for table, names in keys:
                sql(f"ALTER TABLE {table} " + ", ".join(
                    f"DROP KEY {n}" for n in names), BASE)
        else:
            continue
        sql(f"DELETE FROM migration WHERE file = '{path.name}'", BASE)


def visit(up, path="/now"):
    env, _, _ = up.environment("GET", "/cgi-bin/kartoteka.fcgi" + path,
                               None, {}, {})
    return up.start(env, subprocess.DEVNULL)


def killed(up, seconds, most):
    """Visits, each killed with -9 while it is at it; how many were."""
    hit = 0
    for n in range(most):
        p = visit(up)
        time.sleep(random.uniform(0, seconds) if n > 0 else 0)
        if p.poll() is None:
            p.kill()
            hit += 1
        p.stdout.close()
        p.stderr.close()
        p.wait()
    return hit


def killed_in_steps(up):
    """The same, each once a slow step is seen to run."""
    hit = 0
    for _ in range(2):
        p = visit(up)
        while p.poll() is None:
            if "SLEEP" in sql("SELECT COALESCE(MAX(info), '') FROM "
                              "information_schema.processlist WHERE info "
                              "LIKE 'UPDATE up_try%'"):
                p.kill()
                hit += 1
                break
        p.stdout.close()
        p.stderr.close()
        p.wait()
    return hit


def empty(up, want):
    base_new()
    stamp(up)
    hit = killed(up, 0.5, 20)
    status, at, text = up.get_whole("/setup")
    fact(status == 200 and hit > 0, f"an empty base whose tables were made by "
         f"{hit} visits, all killed", (status, at, text[-300:]))
    fact(schema() == want, "has the same tables and steps in the end")


def stamp(up):
    """What says that the tables are of this version is of the old one."""
    (up.site / "data/schema").unlink(missing_ok=True)


def begin(up):
    base_new()
    done = tool(up, "migrate")
    want = schema()
    (up.top / "password").write_text(PASSWORD + "\n")
    firm = tool(up, "setup", "--firm", "Проба", "--country", "UA",
                "--currency", "UAH", "--lang", "uk", "--admin", "admin",
                "--password-file", up.top / "password", "--reg-no",
                "10787917", "--vat-no", "107879126540", "--demo")
    fact(done.returncode == 0 and firm.returncode == 0,
         "a firm works with an older version", done.stderr + firm.stderr)
    return want


def sound(up, what):
    said = tool(up, "doctor")
    fact(said.returncode == 0, what, [line for line in said.stdout.split("\n")
                                      if line.startswith("BAD")])


def followed(up, share, want):
    """From the older version to ours."""
    older(share)
    fact(schema() != want, "its tables are older than the new upload")
    stamp(up)
    hit = killed(up, 0.2, 20)
    status, _, _ = up.get_whole("/sign-in")
    fact(status == 200 and hit > 0,
         f"the tables follow through {hit} killed visits", status)
    fact(schema() == want, "to the same tables and steps")
    sound(up, "with which the doctor finds no fault")


def once(up, share):
    """Steps on rows are made once each, whoever is killed or comes too."""
    (share / "sql/contacts_900_next.sql").write_text(NEXT)
    for what, crowd in (("killed visits", False), ("six at once", True)):
        sql("DROP TABLE IF EXISTS up_try, up_more; DELETE FROM migration "
            "WHERE file = 'contacts_900_next.sql'", BASE)
        stamp(up)
        if crowd:
            together(up)
        else:
            fact(killed_in_steps(up) == 2, "a visit is killed in a step")
        status, _, _ = up.get_whole("/sign-in")
        rows = sql("SELECT id, n, late FROM up_try", BASE)
        fact(status == 200 and rows == "1\t11\t7\n2\t11\t7\n3\t11\t7",
             f"{what}: each step counts once", (status, rows))
        fact(sql("SELECT COUNT(*), MIN(at) > 0 FROM migration WHERE file = "
                 "'contacts_900_next.sql'", BASE) == "6\t1",
             f"{what}: all are noted as done")


def together(up):
    visits = [visit(up, "/sign-in") for _ in range(6)]
    made, answers = 0, set()
    for p in visits:
        out, err = p.communicate()
        answers.add(out.split(b"\r\n")[0].split()[1])
        made += sum(map(int, re.findall(rb"migrate: (\d+) steps", err)))
    fact(made == 6, "of six visits one makes the steps", made)
    fact(answers <= {b"200", b"503"} and b"200" in answers,
         "the others wait, or are told to", answers)


def said(up, share):
    """A step that cannot be made is told in words, and does no harm."""
    (share / "sql/contacts_901_bad.sql").write_text("UPDATE nowhere SET n = "
                                                    "1;\n")
    stamp(up)
    status, _, text = up.ask("GET", "/sign-in", jar={"kl": "en"})
    fact(status == 503 and "contacts_901_bad.sql, step 1 failed" in text and
         "nowhere" not in text, "a step that fails is named",
         (status, text[text.find("<h1>"):][:200]))
    (share / "sql/contacts_901_bad.sql").unlink()
    status, _, _ = up.get_whole("/sign-in")
    fact(status == 200, "and the next upload, without it, goes on", status)


def locked(up):
    """Once there is a firm nobody sets it up again."""
    for path in SETUP:
        status, to, _ = up.ask("GET", path, jar={})
        fact(status == 404, f"{path} is closed", (status, to))
        status, to, _ = up.ask("POST", path, {"firm": "x", "code": "x"}, {})
        fact(status in (403, 404, 405), f"{path} takes nothing",
             (status, to))
    status, at, _ = up.get("/setup/done", {})
    fact(at.endswith("/sign-in?next=%2Fnow") or "/sign-in" in at,
         "/setup/done leads to the sign-in", (status, at))


def main():
    share = share_make()
    up = Upload(share=share)
    try:
        account(ACCOUNT)
        sql(f"ALTER USER {ACCOUNT}@localhost IDENTIFIED BY '{PASSWORD}'")
        (up.site / "data").mkdir()
        up.give(up.site / "data")
        whole(up)
        want = begin(up)
        followed(up, share, want)
        once(up, share)
        said(up, share)
        locked(up)
        (share / "sql/contacts_900_next.sql").unlink()
        empty(up, want)
    finally:
        up.end()
        shutil.rmtree(share)
    facts_end()


if __name__ == "__main__":
    main()
