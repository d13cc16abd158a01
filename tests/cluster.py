#!/usr/bin/env python3
"""Two application hosts, each on its node of a Galera cluster, are one firm.

People write through both at once, a node leaves and comes back: what was
acknowledged stands on both, once and whole, and the numbers have no gap.
Prints a line per fact; ends with "N passed, N failed".
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading

from soak import Person, Writer, found, whole
import stack as tools
from stack import fact, facts_end, free_port, wait

# Brings a node what it missed (IST); whole copies (SST) are not needed here.
SST = """#!/bin/sh
while [ $# -gt 0 ]; do
	case $1 in
	--role) role=$2; shift ;;
	--address) address=$2; shift ;;
	--gtid) gtid=$2; shift ;;
	--bypass) bypass=1 ;;
	esac
	shift
done
if [ "$role" = donor ]; then
	[ -n "$bypass" ] || exit 22
	echo "$gtid" > HOME/sst/from
	echo "done $gtid"
else
	rm -f HOME/sst/from
	mkfifo -m 666 HOME/sst/from
	echo "ready ${address:-127.0.0.1}/ist"
	cat HOME/sst/from
fi
"""
PROVIDER = pathlib.Path("/usr/lib/galera/libgalera_smm.so")
WRITES = 90			# of each who writes


class Node(tools.Stack):
    """A host: web server, workers, and its node of the database."""
    def __init__(self, home, start=True):
        self.gate, self.ist = free_port(), free_port()
        super().__init__(home, start, DEMO="0", WORKERS="3")

    def rows(self, statement):
        return [x.split("\t") for x in
                (self.sql(statement) or "").splitlines()]

    def status(self, name):
        rows = self.rows(f"SHOW STATUS LIKE 'wsrep_{name}'")
        return rows[0][1] if rows else ""

    def join(self, others, weight):
        """Start as a node; the first of all when there are no others."""
        options = {
            "gmcast.listen_addr": f"tcp://127.0.0.1:{self.gate}",
            "ist.recv_addr": f"127.0.0.1:{self.ist}",
            "gcache.size": "32M", "pc.weight": str(weight)}
        self.env["DB_OPTIONS"] = " ".join([
            "--wsrep-on=ON", f"--wsrep-provider={PROVIDER}",
            "--wsrep-cluster-address=gcomm://" + ",".join(
                f"127.0.0.1:{o.gate}" for o in others),
            f"--wsrep-node-address=127.0.0.1:{self.ist}",
            "--wsrep-provider-options=" + ";".join(
                f"{k}={v}" for k, v in options.items()),
            "--wsrep-sst-method=ist", "--binlog-format=ROW",
            "--innodb-autoinc-lock-mode=2", "--wsrep-sync-wait=1"] +
            ([] if others else ["--wsrep-new-cluster"]))
        self.command("start")
        fact(wait(lambda: self.status("ready") == "ON", 60),
             "a node is in the cluster", self.status("local_state_comment"))


def sst_put(home):
    """The script where the nodes find it."""
    (home / "sst").mkdir()
    (home / "sst").chmod(0o777)
    script = home / "sst/wsrep_sst_ist"
    script.write_text(SST.replace("HOME", str(home)))
    script.chmod(0o755)
    os.environ["PATH"] += f":{home}/sst"


def founded(a, home):
    """A firm on the first node."""
    password = home / "password"
    password.write_text("correct horse battery 7")
    done = a.tool("setup", "--firm", "ТОВ «Кущ»", "--country", "UA",
                  "--currency", "UAH", "--lang", "en", "--admin", "admin",
                  "--name", "Admin", "--password-file", password,
                  "--reg-no", "10787917", "--vat-no", "107879126540")
    fact(done.returncode == 0, "a firm is set up", done.stderr)
    a.command("stop")
    a.join([], 2)               # its data have a place in the cluster now
    a.command("stop")


def copied(home):
    """A second node with the same data, and one folder of files for both."""
    (home / "b").mkdir()
    subprocess.run(["cp", "-a", home / "a/db", home / "a/kartoteka.conf",
                    home / "b"], check=True)
    config = home / "b/kartoteka.conf"
    lines = config.read_text().splitlines()
    config.write_text("\n".join(
        x.replace(f"{home}/a", f"{home}/b")
        if not x.startswith("data_dir") else x for x in lines) + "\n")
    state = home / "b/db/data/grastate.dat"
    state.write_text(state.read_text().replace("safe_to_bootstrap: 1",
                                               "safe_to_bootstrap: 0"))
    return Node(home / "b", start=False)


def writers_on(nodes, stop, each):
    out = [Writer(node, stop) for node in nodes for _ in range(each)]
    for w in out:
        w.start()
    return out


def ended(writers, stop, sentence):
    stop.set()
    for w in writers:
        w.join(120)
    refused = [r for w in writers for r in w.refused]
    fact(not refused, sentence, "; ".join(refused))


def session_everywhere(a, b):
    who = Person(a, None)
    who.sign_in()
    who.stack, who.wire = b, None
    status, to, text = who.ask("GET", "/contacts")
    fact(status == 200, "a session of one host is good on the other",
         f"{status} {to}")


def numbers(stack):
    rows = sorted(int(x[0].split("-")[-1]) for x in stack.rows(
        "SELECT number FROM document WHERE status <> 'draft'"))
    fact(rows == list(range(1, len(rows) + 1)) and len(rows) > 9,
         f"{len(rows)} invoices are numbered without a gap", rows)


def both(a, b, writers):
    for name, node in (("first", a), ("second", b)):
        print(f"# on the {name} node")
        found(node, writers)
        whole(node)
        numbers(node)


def story(home):
    sst_put(home)
    a, b = Node(home / "a"), None
    try:
        founded(a, home)
        b = copied(home)
        a.join([], 2)
        b.join([a], 1)
        fact(a.status("cluster_size") == "2", "they are two")
        session_everywhere(a, b)
        stop = threading.Event()
        writers = writers_on((a, b), stop, 3)
        wait(lambda: all(len(w.done) >= WRITES for w in writers), 120)
        ended(writers, stop, "no form was refused while both wrote")
        both(a, b, writers)
        b.command("stop")
        stop = threading.Event()
        more = writers_on((a,), stop, 2)
        wait(lambda: all(len(w.done) > 12 for w in more), 60)
        ended(more, stop, "the one that is left goes on")
        b.join([a], 1)
        both(a, b, writers + more)
    finally:
        a.command("stop")
        if b:
            b.command("stop")


def main():
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="kartoteka-cluster-") as name:
        home = pathlib.Path(name)
        home.chmod(0o755)
        story(home)
    facts_end()


if __name__ == "__main__":
    main()
