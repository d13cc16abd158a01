"""A firm of any size in a base: firm.sql with its people.

Used by tests/budget and tests/bench; base is a Base of tests/flows/run.py.
"""
import pathlib

from flow import PASSWORD

HERE = pathlib.Path(__file__).resolve().parent
SELLERS = [("olena", "Київ"), ("ihor", "Київ"), ("maria", "Львів"),
           ("taras", "Львів"), ("petro", "Одеса"), ("iryna", "Одеса")]


def people(base):
    """Three teams of two sellers."""
    word = base.file("password", PASSWORD + "\n")
    for team in sorted({team for _, team in SELLERS}):
        base.sql("INSERT INTO team (name, rev, created_at) "
                 f"VALUES ('{team}', 1, 1)")
    for login, team in SELLERS:
        base.tool("user", "add", login, "--name", login.capitalize(),
                  "--role", "seller", "--team", team, "--password-file", word)


def fill(base, size):
    """The people, and as many records as size says: contacts, deals,
    invoices, activities."""
    people(base)
    sets = "".join(f"SET @{k} = {v};" for k, v in size.items())
    seats = ("CREATE TEMPORARY TABLE seat (n INT PRIMARY KEY, "
             "user_id BIGINT, team_id BIGINT);"
             "INSERT INTO seat SELECT ROW_NUMBER() OVER (ORDER BY id) - 1, "
             "id, team_id FROM user WHERE team_id IS NOT NULL;"
             f"SET @sellers = {len(SELLERS)};")
    base.client("mariadb", "kartoteka", "-e", sets + seats +
                (HERE / "firm.sql").read_text())
    # Counts and the search index of records that no save wrote are made anew.
    base.sql("DELETE FROM tally_kind")
    base.tool("migrate", limit_s=3600)
    base.sql("ANALYZE TABLE tally")
