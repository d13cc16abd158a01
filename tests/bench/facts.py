#!/usr/bin/env python3
"""What the bench's own tools promise.  A line per fact."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from child import watched                                       # noqa: E402

OURS_MB, LARGE_MB = 200, 80
# More than a pipe takes: it is there until it has been looked at.
MUCH = "print('said' * 50000); raise SystemExit(3)"
bad = 0


def fact(holds, sentence):
    global bad
    bad += not holds
    print(f"{'ok' if holds else 'not ok'} - {sentence}")


def memory():
    ours = b"x" * (OURS_MB << 20)
    code, said, _, small = watched([sys.executable, "-c", MUCH])
    fact(code == 3 and said == "said" * 50000,
         "a program's exit and all that it said are known")
    fact(0 < small < OURS_MB / 2,
         f"a small program of a large parent is small: {small} MB")
    _, _, _, large = watched([sys.executable, "-c", "x = b'x' * "
                              f"({LARGE_MB} << 20); del x; {MUCH}"])
    fact(LARGE_MB <= large < len(ours) >> 20,
         f"the most it had counts, not what it has: {large} MB")


memory()
sys.exit(bad > 0)
