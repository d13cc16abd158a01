#!/usr/bin/env python3
"""Run *.flow files against the program, each file on a fresh base.

    tests/flows/run.py [--server NAME] [--jobs N] [FILE|WORD...]

Without --server the worker is spoken to directly, as FastCGI over its socket.
Prints one line per fact; ends with "N passed, N failed".
"""
import argparse
import concurrent.futures
import os
import pathlib
import signal
import socket
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).parent),
                str(pathlib.Path(__file__).resolve().parents[1] / "tools")]
from browser import Wrong                                       # noqa: E402
from flow import PASSWORD, Run, parse                           # noqa: E402
from stack import free_port                                     # noqa: E402
from wires import Server, Worker                                # noqa: E402

TOP = pathlib.Path(__file__).resolve().parents[2]
FAST = ("--innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite "
        "--innodb-flush-method=nosync --innodb-stats-persistent=0")
SANITIZERS = {"ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0",
              "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"}
QUERIES = {"Com_" + c for c in (
    "select insert insert_select update update_multi delete delete_multi "
    "replace replace_select truncate call_procedure").split()}

FIRM = {"firm": "ТОВ «Проба»", "country": "UA", "currency": "UAH",
        "lang": "en", "name": "Admin", "login": "admin",
        "password": PASSWORD, "reg_no": "10787917",
        "vat_no": "107879126540"}


class Base:
    """A database of its own, the tool, and the program on it."""
    def __init__(self, args, number):
        self.args, self.name = args, f"{args.server or 'worker'}-{number}"
        self.alone = args.server is None
        self.home = TOP / args.build / "flows" / self.name
        self.port = free_port()
        self.env = {**os.environ, **SANITIZERS, "STATE": str(self.home),
                    "B": args.build, "CGI": args.cgi, "DEMO": "0",
                    "PORT": str(self.port), "DB_OPTIONS": FAST,
                    "SERVER": args.server or "nginx", "WORKERS": "3"}
        self.config = self.home / "kartoteka.conf"
        self.stack("stop")
        subprocess.run(["rm", "-rf", self.home], check=True)
        self.stack("database")

    def stack(self, command):
        r = subprocess.run(["sh", "conf/dev/stack.sh", command], cwd=TOP,
                           env=self.env, capture_output=True, text=True)
        if r.returncode:
            raise SystemExit(f"flows: {command}: {r.stderr.strip()}")

    def file(self, name, text):
        path = self.home / "tmp" / name
        path.write_text(text)
        return path

    def tool(self, *args, check=True, limit_s=300):
        r = subprocess.run(
            [TOP / self.args.build / "kartoteka", "--config", self.config,
             *args], capture_output=True, text=True, errors="replace",
            env=self.env, timeout=limit_s)
        if check and r.returncode:
            raise Wrong(f"kartoteka {' '.join(map(str, args[:2]))}: exit "
                        f"{r.returncode}: {r.stderr.strip()[-500:]}")
        return r

    def client(self, *args, **more):
        door = next(line.split("= ")[1] for line in
                      self.config.read_text().splitlines()
                      if line.startswith("db_socket"))
        user = subprocess.run(["id", "-un"], capture_output=True,
                              text=True).stdout.strip()
        r = subprocess.run(
            [args[0], "--no-defaults", "--default-character-set=utf8mb4",
             "-u", user, "-S", door, *args[1:]], capture_output=True,
            **more)
        if r.returncode:
            raise Wrong(r.stderr.decode().strip())
        return r.stdout

    def sql(self, statement):
        """The rows as text: values by a blank, rows by a comma."""
        out = self.client("mariadb", "-NBr", "kartoteka", "-e", statement)
        rows = out.decode().splitlines()
        return ", ".join(row.replace("\t", " ") for row in rows)

    def spent(self):
        """Statements and rows read so far by everyone on this database."""
        out = self.client("mariadb", "-NB", "-e", "SHOW GLOBAL STATUS WHERE "
                          "variable_name LIKE 'Com\\_%' OR "
                          "variable_name LIKE 'Handler\\_read\\_%'").decode()
        counts = {k: int(v) for k, v in
                  (line.split("\t") for line in out.splitlines())}
        return {"queries": sum(v for k, v in counts.items() if k in QUERIES),
                "rows": sum(v for k, v in counts.items()
                            if k.startswith("Handler_read"))}

    def make_template(self):
        """A base to be copied."""
        self.set_up()
        self.copy("kartoteka", "template")

    def set_up(self):
        """A base as the set-up page makes it."""
        self.tool("migrate")
        wire = self.worker()
        run = Run(TOP / "tests/flows/set-up", wire, self)
        try:
            run.do_form("/setup")
            for field in FIRM.items():
                run.form.fill(*field)
            run.do_send()
            if run.last.status != 303:
                raise SystemExit(f"flows: set-up: {run.last.status}: "
                                 f"{run.page_text()}")
        finally:
            wire.end()

    def copy(self, source, target):
        """A base anew, as another one is."""
        tables = self.sql(f"SHOW TABLES IN {source}").split(", ")
        self.client("mariadb", "-e", "SET foreign_key_checks = 0;"
                    f"DROP DATABASE IF EXISTS {target};"
                    f"CREATE DATABASE {target} CHARACTER SET utf8mb4 "
                    "COLLATE utf8mb4_unicode_ci;" + "".join(
                        f"CREATE TABLE {target}.`{t}` LIKE {source}.`{t}`;"
                        f"INSERT INTO {target}.`{t}` "
                        f"SELECT * FROM {source}.`{t}`;" for t in tables))

    def reset(self):
        self.copy("template", "kartoteka")

    def program(self):
        if self.args.server:
            self.stack("replace")
            return Server(self.port, "/cgi-bin/kartoteka.fcgi"
                          if self.args.server == "bare" else "")
        # Pages and background work are of one user, the files their own.
        os.chown(self.home / "files", os.getuid(), os.getgid())
        return self.worker()

    def worker(self):
        return Worker(TOP / self.args.cgi / "kartoteka.fcgi", self.config,
                      self.home, SANITIZERS)


def run_file(base, path):
    """Lines to print, how many passed, how many failed."""
    name = path.relative_to(TOP)
    out, passed, failed = [], 0, 0
    base.reset()
    wire = base.program()
    run = Run(path, wire, base)
    try:
        for case in parse(path):
            wrong = run.case(case)
            if wrong is None:
                passed += 1
                out.append(f"ok - {case.fact}")
            else:
                failed += 1
                out.append(f"not ok - {case.fact}\n"
                           f"    {name}:{wrong[0]}: {wrong[1]}")
    except Wrong as e:
        failed += 1
        out.append(f"not ok - {e}")
    end = wire.end()
    if end:
        failed += 1
        out.append(f"not ok - {name}: {end}, see {base.home}/log")
    return out, passed, failed


def find(words):
    files = sorted(TOP.glob("tests/flows/*.flow")) + \
        sorted(TOP.glob("src/mod/*/test/*.flow"))
    return [f for f in files if not words or
            any(w in str(f.relative_to(TOP)) for w in words)]


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--server", choices=("nginx", "apache", "proxy", "cgi",
                                        "bare", "jail", "jail-cgi"))
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--build", default=os.environ.get("B", "build"))
    p.add_argument("--cgi", default=os.environ.get("CGI", "cgi-bin"))
    p.add_argument("words", nargs="*")
    args = p.parse_args()
    if (args.server or "").startswith("jail") and os.geteuid() != 0:
        print("1 skipped: only root can make a jail")
        return
    files = find(args.words)
    # So that what was started is stopped on the way out.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    bases, passed, failed = [], 0, 0
    (TOP / "build/flows").mkdir(parents=True, exist_ok=True)
    try:
        for n in range(max(1, min(args.jobs, len(files)))):
            bases.append(Base(args, n))
            bases[n].make_template()
        free = list(bases)

        def work(path):
            base = free.pop()
            try:
                return run_file(base, path)
            finally:
                free.append(base)
        pool = concurrent.futures.ThreadPoolExecutor(len(bases))
        try:
            for out, good, bad in pool.map(work, files):
                print("\n".join(out), flush=True)
                passed, failed = passed + good, failed + bad
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    finally:
        for base in bases:
            base.stack("stop")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
