#!/usr/bin/env python3
"""What the bench's own tools promise.  A line per fact."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from child import watched                                       # noqa: E402
from floor import beside                                        # noqa: E402

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


def ratios():
    row = beside(600, [1000, 1080, 1040])
    fact(row == {"ratio": 0.577, "floor_rps": 1040, "floor_spread": 1.08},
         "a ratio is told with the floor it was measured by")
    fact(beside(600, [1000, 1200, 1100]).get("unsteady") is True,
         "a floor that differs by more than a tenth says so in the row")
    fact(beside(600, [1000, 0, 1100]).get("unsteady") is True,
         "so does one that stood still")
    row = beside(600, [1000])
    fact(row["floor_spread"] is None and "unsteady" not in row,
         "a single run of it has no spread")
    fact(beside(600, []) == {"ratio": None, "floor_rps": None,
                             "floor_spread": None},
         "without a floor there is no ratio")


memory()
ratios()
sys.exit(bad > 0)
