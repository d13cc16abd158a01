#!/usr/bin/env python3
"""A change of many records, killed again and again, is done once.

    tests/jobs/bulk.py [--rows N] [--kills N]

Whoever is at it is killed (kill -9) at random moments, and its lease ends as
by time.  Then every record is counted.  Prints a line per fact; ends with "N passed, N failed".
"""
import argparse
import pathlib
import signal
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from imports import Firm, ended, killed, sound                 # noqa: E402
from stack import fact, facts_end                               # noqa: E402


def asked(stack, rows):
    stack.sql(
        "INSERT INTO contact (kind, name, sort_name, rev, created_at,"
        " owner_id) SELECT 'person', CONCAT('Рядок ', seq), CONCAT('Рядок ',"
        f" seq), 1, 1, 1 FROM seq_1_to_{rows}")
    stack.tool("doctor", "--repair")
    stack.sql(
        "INSERT INTO change_set (user_id, channel, at, what) VALUES"
        " (1, 1, UNIX_TIMESTAMP(), 'bulk');"
        "INSERT INTO bulk (user_id, entity, act, field, value, query, upto,"
        " at_id, total, state, changed, same, refused, set_id, at) SELECT 1,"
        " 'contact', 'set', 'city', 'Львів', 'kind=person', MAX(id), 0,"
        f" {rows}, 1, 0, 0, 0, (SELECT MAX(id) FROM change_set),"
        " UNIX_TIMESTAMP() FROM contact;"
        "INSERT INTO job (kind, name, state, due_at, lease_until, lease_by,"
        " attempts, asked, slices, made_at) VALUES ('bulk', '1', 0, 0, 0, '',"
        " 0, 1, 0, 0)")


def changed(stack, rows, kills):
    asked(stack, rows)

    def going():
        return stack.number("SELECT COUNT(*) FROM bulk WHERE state = 1")
    struck = killed(stack, kills, going, "/bulk/contact/1")
    fact(struck > 0, f"the change was killed {struck} times")
    fact(ended(stack, going), "and comes to its end", stack.sql(
        "SELECT state, changed, error FROM bulk"))
    got = stack.sql("SELECT CONCAT_WS(' ', state, changed, same, refused) "
                    "FROM bulk")
    fact(got == f"2 {rows} 0 0", "its counts add up", got)
    got = stack.sql("SELECT CONCAT_WS(' ', COUNT(*), MIN(rev), MAX(rev)) "
                    "FROM contact WHERE city = 'Львів'")
    fact(got == f"{rows} 2 2", "each record is changed, and once", got)
    got = stack.sql("SELECT CONCAT_WS(' ', COUNT(*), COUNT(DISTINCT "
                    "record_id), COUNT(DISTINCT set_id)) FROM change_row "
                    "WHERE set_id = (SELECT set_id FROM bulk)")
    fact(got == f"{rows} {rows} 1", "logged as one change", got)
    sound(stack)


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--rows", type=int, default=12000)
    p.add_argument("--kills", type=int, default=8)
    args = p.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="kartoteka-bulk-") as name:
        home = pathlib.Path(name)
        home.chmod(0o755)
        stack = Firm(home)
        try:
            changed(stack, args.rows, args.kills)
        finally:
            stack.command("stop")
    facts_end()


if __name__ == "__main__":
    main()
