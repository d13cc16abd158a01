"""A program watched while it runs: what it said, its time and its memory."""
import os
import pathlib
import re
import select
import subprocess
import time

LOOK_S = 0.01


def most_kb(pid):
    """The most memory it had so far; 0 once it has ended.  Not ru_maxrss,
    which begins with what the parent had when it forked."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    most = re.search(r"^VmHWM:\s*(\d+)", status, re.M)
    return int(most[1]) if most else 0


def watched(command):
    """Exit status, what it said, seconds, and the most MB it was seen to
    have; looked at before whatever it says is taken."""
    begin, said, most, more = time.monotonic(), b"", 0, True
    p = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    while more:
        most = max(most, most_kb(p.pid))
        if select.select([p.stdout], [], [], LOOK_S)[0]:
            more = os.read(p.stdout.fileno(), 65536)
            said += more
    p.stdout.close()
    return (p.wait(), said.decode(errors="replace").strip(),
            round(time.monotonic() - begin, 1), round(most / 1024, 1))
