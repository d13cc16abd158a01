#!/usr/bin/env python3
"""Each job's effect stands once, whoever does it and whatever is killed.

    tests/jobs/run.py [--jobs N] [--seconds N] [--build DIR]

Jobs of three counted slices are done by two daemons, cron, the secret address
and the image of pages at once, while all of them are killed (kill -9) at
random moments.  Then every slice is counted.  Built by `make jobs-build`.
Prints a line per fact; ends with "N passed, N failed".
"""
import argparse
import http.client
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests"), str(TOP / "tests/flows"),
                str(TOP / "tests/tools")]
from soak import Person, Refused, kill                          # noqa: E402
from stack import Firm, fact, facts_end, wait  # noqa: E402

WORD = "0123456789abcdef0123456789abcdef"
SLICES = 3
PAUSE_S = 0.3		# of those after whom pages need not look


class Stack(Firm):
    def __init__(self, home, build):
        self.program = TOP / build / "jobs/kartoteka"
        cgi = home / "cgi"
        cgi.mkdir()
        shutil.copy(TOP / build / "jobs/kartoteka.fcgi",
                    cgi / "kartoteka.fcgi")
        super().__init__(home, CGI=str(cgi))


class Doers:
    """All that does jobs, each started anew when it ends: those first that
    would find nothing to do beside the others."""
    def __init__(self, stack):
        self.stack, self.stop = stack, threading.Event()
        self.running, self.lock = {}, threading.Lock()
        self.threads = []
        self.begin(self.image)
        wait(lambda: stack.number("SELECT COUNT(*) FROM probe WHERE by_whom ="
                                  " 'page'") > 0, 15)
        self.begin(self.address)
        self.begin(self.tool, "cron", "--once")
        self.begin(self.tool, "daemon 1")
        self.begin(self.tool, "daemon 2")

    def begin(self, fn, *args):
        self.threads.append(threading.Thread(target=fn, args=args,
                                             daemon=True))
        self.threads[-1].start()

    def tool(self, name, *args):
        while not self.stop.is_set():
            p = self.stack.jobs(*args)
            with self.lock:
                self.running[name] = p
            p.wait()
            time.sleep(PAUSE_S)

    def ask(self, path, pause_s, before=lambda: None):
        who = Person(self.stack, None)
        while not self.stop.is_set():
            before()
            try:
                if not who.cookies and path == "/tick":
                    who.sign_in()
                who.once("GET", path)
            except (OSError, Refused, ValueError, EOFError,
                    http.client.HTTPException):
                who.wire = None
            time.sleep(pause_s)

    def address(self):
        self.ask("/tick/" + WORD, PAUSE_S)

    def image(self):
        self.ask("/tick", 0.01, lambda: self.stack.sql(
            "UPDATE tick SET until_at = 0 WHERE name = 'quiet'"))

    def kill(self):
        """Somebody at random, kill -9."""
        with self.lock:
            tool = [p for p in self.running.values() if p.poll() is None]
        pids = [p.pid for p in tool] + self.stack.workers()
        if pids:
            kill([random.choice(pids)], signal.SIGKILL)

    def end(self):
        self.stop.set()
        with self.lock:
            for p in self.running.values():
                p.terminate()
        for t in self.threads:
            t.join(20)


def prepare(stack, n):
    stack.sql("CREATE TABLE probe (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY"
              " KEY, name VARCHAR(80) CHARACTER SET ascii NOT NULL, slice INT"
              " NOT NULL, by_whom VARCHAR(20) NOT NULL, KEY (name))")
    stack.sql("INSERT INTO setting (name, value) VALUES ('tick_word',"
              f" '{WORD}')")
    stack.sql("INSERT INTO job (kind, name, state, due_at, lease_until,"
              " lease_by, attempts, asked, slices, made_at) SELECT 'probe',"
              f" CONCAT('p', seq), 0, 0, 0, '', 0, 1, 0, 0 FROM seq_1_to_{n}")


def under_fire(stack, n, seconds):
    doers, kills = Doers(stack), 0
    until = time.monotonic() + seconds
    left = "SELECT COUNT(*) FROM job WHERE kind = 'probe' AND state = 0"
    while time.monotonic() < until and stack.number(left) > n // 20:
        time.sleep(random.uniform(0.02, 0.12))
        doers.kill()
        kills += 1
    # The last of them must wait for no more than a lease that ran out.
    done = wait(lambda: stack.number(left) == 0, 15)
    fact(done, f"{n} jobs are done though somebody was killed {kills} times",
         stack.sql("SELECT name, attempts, lease_by, error FROM job WHERE"
                   " kind = 'probe' AND state <> 1 LIMIT 5"))
    fact(kills > 10, f"there were {kills} kills")
    doers.end()


def counted(stack, n):
    fact(stack.number("SELECT COUNT(*) FROM job WHERE kind = 'probe' AND"
                      " state = 1") == n, "each stands as done")
    fact(stack.number("SELECT COUNT(*) FROM probe") == n * SLICES,
         f"there are {n * SLICES} effects", stack.sql(
             "SELECT COUNT(*) FROM probe"))
    odd = stack.sql("SELECT name, COUNT(*), COUNT(DISTINCT slice) FROM probe"
                    f" GROUP BY name HAVING COUNT(*) <> {SLICES} OR"
                    f" COUNT(DISTINCT slice) <> {SLICES} LIMIT 5")
    fact(odd == "", "each slice of each job took effect once", odd)
    by = dict(line.split("\t") for line in stack.sql(
        "SELECT by_whom, COUNT(*) FROM probe GROUP BY by_whom").splitlines())
    fact(set(by) == {"daemon", "cron", "address", "page"},
         f"all four ways had a part in it: {by}")
    fact(stack.tool("doctor").returncode in (0, 1), "doctor looks")


def ended(stack):
    """SIGTERM: the slice in hand is finished, the rest put back."""
    stack.sql("UPDATE job SET state = 0, due_at = 0 WHERE kind = 'probe'"
              " ORDER BY id LIMIT 200")
    stack.sql("DELETE FROM probe")
    daemon = stack.jobs("--forever")
    wait(lambda: stack.number("SELECT COUNT(*) FROM probe") > 5, 10)
    daemon.terminate()
    code = daemon.wait(10)
    fact(code == 0, "a daemon told to end ends well", code)
    fact(stack.number("SELECT COUNT(*) FROM job WHERE lease_by <> ''") == 0,
         "and leaves no job in its hands")
    left = stack.number("SELECT COUNT(*) FROM job WHERE kind = 'probe' AND"
                        " state = 0")
    fact(left > 0, f"nor does it all first: {left} are left")


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--jobs", type=int, default=300)
    p.add_argument("--seconds", type=int, default=12)
    p.add_argument("--build", default="build")
    args = p.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="kartoteka-jobs-") as name:
        home = pathlib.Path(name)
        home.chmod(0o755)
        stack = Stack(home, args.build)
        try:
            prepare(stack, args.jobs)
            under_fire(stack, args.jobs, args.seconds)
            counted(stack, args.jobs)
            ended(stack)
        finally:
            stack.command("stop")
    facts_end()


if __name__ == "__main__":
    main()
