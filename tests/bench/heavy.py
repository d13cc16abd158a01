"""What the tool does with many records: an import of contacts, an export."""
from child import watched
from place import TOP

FLAT_MB = 8


def spent(place, *args):
    """watched()'s four of the tool with these arguments."""
    return watched([TOP / place.args.build / "kartoteka", "--config",
                    place.config, *args])


def contacts_csv(n):
    """Half persons, half firms; every tenth stands there already."""
    yield "name,kind,phone,email,city,country\n"
    for i in range(n):
        kind = "organisation" if i % 2 else "person"
        mail = f"box{i + 1}@example{(i + 1) % 7}.ua" if i % 10 == 0 else \
            f"new{i}@import.example"
        yield (f"Імпорт {i},{kind},+380 44 {i:07d},{mail},"
               f"{'Львів' if i % 3 else 'Одеса'},UA\n")


def contacts_import(place, n):
    path = place.home / "tmp" / "contacts.csv"
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(contacts_csv(n))
    last = place.sql("SELECT MAX(id) FROM contact")
    sets = place.sql("SELECT MAX(id) FROM change_set")
    code, said, seconds, mb = spent(place, "import", "contacts", path,
                                    "--match", "email", "--mode", "create")
    kind = place.sql("SELECT k.kind FROM (SELECT DISTINCT kind FROM posting) k "
                     "JOIN posting p ON p.kind = k.kind AND p.word = 'import' "
                     "WHERE p.id = (SELECT MAX(id) FROM contact)") or 0
    place.sql(f"DELETE FROM posting WHERE kind = {kind} AND id > {last}; "
              f"DELETE FROM contact WHERE id > {last}; "
              f"DELETE FROM change_row WHERE set_id > {sets}; "
              f"DELETE FROM change_set WHERE id > {sets}")
    return {"what": "import of contacts", "rows": n, "seconds": seconds,
            "budget_s": 60, "peak_mb": mb, "exit": code, "said": said}


def contacts_flat(place, n):
    """Of ten times as many rows the same memory, but for a few MB."""
    small, large = contacts_import(place, n // 10), contacts_import(place, n)
    more = large["peak_mb"] - small["peak_mb"]
    return {**large, "what": "large import of contacts", "budget_s": 600,
            "exit": int(bool(large["exit"]) or more > FLAT_MB),
            "said": f"{large['said']}; {more:+.1f} MB beside"
                    f" {small['rows']} rows"}


def invoices_export(place, n):
    first = place.sql("SELECT MAX(date) FROM (SELECT date FROM document "
                      "WHERE status = 'issued' ORDER BY date DESC "
                      f"LIMIT {n}, 1) d") or \
        place.sql("SELECT MIN(date) FROM document")
    count = int(place.sql("SELECT COUNT(*) FROM document WHERE status = "
                          f"'issued' AND date >= '{first}'"))
    path = place.home / "tmp" / "export.zip"
    code, said, seconds, mb = spent(place, "account-export", "--format",
                                    "ubl", "--from", first, "--out", path)
    size = path.stat().st_size if path.exists() else 0
    path.unlink(missing_ok=True)
    return {"what": "UBL of invoices", "rows": count, "seconds": seconds,
            "budget_s": 30, "peak_mb": mb, "exit": code,
            "said": said[-300:], "bytes": size}


def duplicates_scan(place, n):
    """All contacts are compared; every thousandth has been entered twice."""
    last = place.sql("SELECT MAX(id) FROM contact")
    place.sql("INSERT INTO contact (kind, name, sort_name, phone, city, rev, "
              "created_at) SELECT kind, name, sort_name, phone, city, 1, 1 "
              "FROM contact WHERE id % 1000 = 500")
    twice = int(place.sql(f"SELECT COUNT(*) FROM contact WHERE id > {last}"))
    place.sql("INSERT INTO job (kind, name, state, due_at, lease_until, "
              "lease_by, attempts, asked, slices, made_at) VALUES "
              "('duplicates', '', 0, 0, 0, '', 0, 1, 0, 1) "
              "ON DUPLICATE KEY UPDATE due_at = 0, asked = asked + 1")
    code, said, seconds, mb = spent(place, "jobs", "--once")
    found = int(place.sql("SELECT COUNT(*) FROM dup_pair "
                          f"WHERE b_id > {last}"))
    pairs = place.sql("SELECT COUNT(*) FROM dup_pair")
    place.sql(f"DELETE FROM contact WHERE id > {last}; "
              "DELETE FROM dup_pair")
    return {"what": "scan for duplicates", "rows": n, "seconds": seconds,
            "budget_s": 600, "peak_mb": mb,
            "exit": int(bool(code) or found < twice),
            "said": f"{said}; {found} of {twice} found, {pairs} pairs"}
