#!/usr/bin/env python3
"""Everything that must hold, in stages, two at a time.

    tests/check.py [--all] [STAGE...]	default: all but further()'s

Each stage's output is build/check/STAGE.log; the terminal shows what failed
or was skipped, counts and times.  Ends with "N passed, N failed"; what was
skipped counts as failed where CI=true; the acceptance of ../shared is left out
where it is not.
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
LOGS = TOP / "build" / "check"
ACCEPT = TOP.parent / "shared" / "accept"
SLOTS = 2
JAIL = " --build build/portable/obj --cgi build/portable/obj/cgi-bin"
SAN = "--build build/san --cgi build/san/cgi-bin"
# For stages that tell nothing of what outlives a power cut.
QUICK = ("DB_OPTIONS='--innodb-flush-log-at-trx-commit=0 "
         "--skip-innodb-doublewrite --innodb-flush-method=nosync' ")
BAD = re.compile(r"^(not ok|MISSED|\S*error|.*\berror:|.*warning:|make.*\*\*\*"
                 r"|[a-z]+: )", re.I)


class Stage:
    """needs are the stages that must have succeeded before."""
    def __init__(self, name, command, needs=("build",)):
        self.name, self.command, self.needs = name, command, needs
        self.passed = self.failed = self.skipped = 0
        self.skips = []
        self.state, self.seconds = "waiting", 0.0
        self.log = LOGS / f"{name}.log"
        self.process = None

    def run(self):
        start = time.monotonic()
        env = {k: v for k, v in os.environ.items()
               if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(
                ["sh", "-c", self.command], cwd=TOP, env=env, stdout=out,
                stderr=out, stdin=subprocess.DEVNULL, start_new_session=True)
            code = self.process.wait()
        self.count(self.log.read_text(errors="replace"), code)
        self.seconds = time.monotonic() - start
        self.state = "failed" if self.failed else "done"

    def stop(self):
        """With all that it started; what it started cleans up after itself."""
        if self.state == "running" and self.process:
            os.killpg(self.process.pid, signal.SIGTERM)

    def count(self, text, code):
        """By the sums a runner prints at its end, else by its lines."""
        sums = re.findall(r"^(\d+) passed, (\d+) failed", text, re.M) or \
            [(int(c) + int(h), m) for c, h, m in re.findall(
                r"^caught (\d+), honest passed (\d+), missed (\d+)", text,
                re.M)]
        if sums:
            self.passed = sum(int(p) for p, _ in sums)
            self.failed = sum(int(f) for _, f in sums)
        else:
            self.passed = len(re.findall(r"^ok\b", text, re.M))
            self.failed = len(re.findall(r"^not ok\b", text, re.M))
        skips = re.findall(r"^(\d+) skipped\b|# skip", text, re.M | re.I)
        self.skips = re.findall(r"^.*# (?:skip|left out).*", text,
                                re.M | re.I)
        self.skipped = sum(int(s or 1) for s in skips)
        if code and not self.failed:
            self.failed = 1
        if not code and not sums and not self.passed and not self.skips:
            self.passed = 1

    def show(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        word = "ok  " if self.state == "done" else "FAIL"
        print(f"{word} {self.name:<14} {self.passed:5} passed, "
              f"{self.failed} failed{skipped}  {self.seconds:6.1f} s",
              flush=True)
        for line in self.skips[:10]:
            print("     | " + line[:200], flush=True)
        if self.state == "failed":
            self.show_why()

    def show_why(self):
        lines = self.log.read_text(errors="replace").splitlines()
        bad = [n for n, line in enumerate(lines) if BAD.match(line)]
        chosen = sorted({k for n in bad for k in (n, n + 1)
                         if k < len(lines) and
                         (k == n or lines[k].startswith("    "))})
        for n in chosen[:40] or range(max(0, len(lines) - 15), len(lines)):
            print("     | " + lines[n][:200])
        print(f"     | all of it: {self.log.relative_to(TOP)}", flush=True)


def flows(server):
    return f"python3 tests/flows/run.py --jobs 1 --server {server}"


def further():
    """What takes long, or the machine for itself: make check-all."""
    return [
        Stage("portable", "FULL=1 nice make -j2 portable-check"),
        Stage("upload", "python3 tests/upload/run.py", ("portable",)),
        Stage("flows-jail", flows("jail") + JAIL, ("portable",)),
        Stage("flows-jail-cgi", flows("jail-cgi") + JAIL, ("portable",)),
        Stage("cluster", "python3 tests/cluster.py"),
        Stage("blns-whole", "python3 tests/refused/blns.py --whole"),
        Stage("attack", "make attack"),
        Stage("memory", "python3 tests/soak.py --memory --requests 20000"),
        Stage("bench", "make bench BENCH_SCALE=0.01 BENCH_ARGS=--short")
    ]


def stages():
    """The longest first, so that none is left running alone at the end; the
    short ones fill up."""
    out = [
        Stage("build", "make -j2 all", ()),
        Stage("browser", QUICK + "sh tests/browser/run.sh"),
        Stage("san-build", "nice make -j2 SAN=1 all unit-build"),
        Stage("san-flows", f"python3 tests/flows/run.py --jobs 1 {SAN}",
              ("san-build",)),
        Stage("san-unit", "make SAN=1 unit", ("san-build",)),
        Stage("blns", "python3 tests/refused/blns.py"),
        Stage("flows-cgi", flows("cgi")),
        Stage("flows-bare", flows("bare")),
        Stage("flows-proxy", flows("proxy")),
        Stage("flows", "python3 tests/flows/run.py --jobs 1"),
        Stage("flows-nginx", flows("nginx")),
        Stage("flows-apache", flows("apache")),
        Stage("unit", "make -k unit"),
        Stage("budget", "python3 tests/budget/run.py"),
        Stage("fuzz-build", "nice make -s -j2 fuzz-build", ()),
        Stage("crash", "python3 tests/soak.py --kills 20 --seconds 150"),
        Stage("leave", "python3 tests/leave.py"),
        Stage("jobs",
              "make -s jobs-build && python3 tests/jobs/run.py"),
        Stage("imports", "python3 tests/jobs/imports.py"),
        Stage("ends", "python3 tests/jobs/ends.py"),
        Stage("mail", "python3 tests/mail/run.py"),
        Stage("bulk", "python3 tests/jobs/bulk.py"),
        Stage("headers", "python3 tests/attack/headers.py"),
        Stage("rights", "python3 tests/attack/rights.py"),
        Stage("refused", "python3 tests/refused/refused.py"),
        Stage("upload-first",
              "sh tests/with-db.sh python3 tests/upload/setup.py"),
        Stage("upload-broken",
              "sh tests/with-db.sh python3 tests/upload/broken.py"),
        Stage("upload-again",
              "sh tests/with-db.sh python3 tests/upload/upgrade.py"),
        Stage("backup", "python3 tests/backup.py"),
        Stage("mutate", "bash tests/lint/mutate.sh", ()),
        Stage("lint", "make -k lint"),
        Stage("clang", "make -k clang", ()),
        Stage("fuzz", "make -s fuzz-check", ("fuzz-build",)),
        Stage("headers-nginx",
              "python3 tests/attack/headers.py --server nginx"),
        Stage("headers-apache",
              "python3 tests/attack/headers.py --server apache"),
        Stage("stack", "sh tests/stack.sh"),
        Stage("bench-tools", "python3 tests/bench/facts.py", ()),
    ]
    for name, script, how in (("fire", "02_fire.py", ""),
                              ("story", "01_story.py", QUICK),
                              ("found", "03_found.py", QUICK)):
        command = f"{how}python3 {ACCEPT / script} --project ."
        if not (ACCEPT / script).exists():
            command = f"echo '# left out: there is no {ACCEPT / script}'"
        out.insert(1, Stage(name, command))
    return out


def ready(stage, by_name):
    return all(by_name[n].state == "done" for n in stage.needs
               if n in by_name)


def hopeless(stage, by_name):
    return any(by_name[n].state in ("failed", "skipped")
               for n in stage.needs if n in by_name)


def run_all(todo):
    by_name = {s.name: s for s in todo}
    changed = threading.Condition()
    running = []

    def work(stage):
        stage.run()
        with changed:
            running.remove(stage)
            stage.show()
            changed.notify()

    with changed:
        while any(s.state == "waiting" for s in todo) or running:
            for s in todo:
                if s.state != "waiting" or len(running) >= SLOTS:
                    continue
                if hopeless(s, by_name):
                    s.state, s.failed = "skipped", 1
                    print(f"FAIL {s.name:<14} not tried: it needs "
                          f"{', '.join(s.needs)}", flush=True)
                elif ready(s, by_name):
                    s.state = "running"
                    running.append(s)
                    threading.Thread(target=work, args=[s]).start()
            if running:
                changed.wait()


def main():
    start = time.monotonic()
    LOGS.mkdir(parents=True, exist_ok=True)
    asked = sys.argv[1:]
    todo = stages() + (further() if asked else [])
    if asked and asked != ["--all"]:
        todo = [s for s in todo if s.name in asked]

    def interrupted(number, frame):
        for s in todo:
            s.stop()
        print("check: interrupted", file=sys.stderr)
        os._exit(1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    run_all(todo)
    skipped = sum(s.skipped for s in todo)
    passed = sum(s.passed for s in todo)
    failed = sum(s.failed for s in todo)
    if os.environ.get("CI") == "true":
        failed += skipped
    minutes, seconds = divmod(int(time.monotonic() - start), 60)
    print(f"{minutes} min {seconds} s" +
          (f", {skipped} skipped" if skipped else ""))
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
