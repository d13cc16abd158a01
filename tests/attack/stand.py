"""What the attacks share: a base of their own, people, facts that count."""
import argparse
import os
import pathlib
import signal
import sys
import traceback

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/flows"))
from browser import Browser, Wrong                              # noqa: E402
from flow import Run                                            # noqa: E402
from run import Base                                            # noqa: E402

NONE = 99999999				# the number of no record


class Stand:
    """A base with a firm and its worker; facts print one line each.

    more(parser) adds arguments; kind is of Base, for a firm of another kind.
    """
    def __init__(self, name, more=lambda parser: None, kind=Base):
        p = argparse.ArgumentParser()
        more(p)
        p.add_argument("--server", choices=("nginx", "apache", "cgi"))
        p.add_argument("--build", default=os.environ.get("B", "build"))
        p.add_argument("--cgi", default=os.environ.get("CGI", "cgi-bin"))
        self.args = p.parse_args()
        self.passed = self.failed = 0
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
        self.base = kind(self.args, name)
        try:
            self.base.make_template()
            self.base.reset()
            self.stay()
            self.wire = self.base.program()
        except BaseException:
            self.base.stack("stop")
            raise
        self.run = Run(TOP / "tests/attack" / name, self.wire, self.base)

    def stay(self):
        """The worker never leaves: one that does, in the middle of a file,
        leaves whoever asks just then without an answer."""
        config = self.base.config
        config.write_text(config.read_text().replace(
            "workers_max_requests = 10000", "workers_max_requests = 0"))

    def fact(self, sentence, wrongs):
        """Holds when there is nothing in the list of what was wrong."""
        wrongs = list(wrongs)
        self.passed, self.failed = (self.passed + (not wrongs),
                                    self.failed + bool(wrongs))
        print(("not ok - " if wrongs else "ok - ") + sentence, flush=True)
        for w in wrongs[:20]:
            print(f"    {w}")
        if len(wrongs) > 20:
            print(f"    and {len(wrongs) - 20} more")

    def end(self):
        died = self.wire.end()
        if died:
            self.fact(died, [died])
        self.base.stack("stop")
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(self.failed > 0 or self.passed == 0)

    # Short for what a person does

    def sign_in(self, login):
        self.run.do_as(login)
        return self.run.who

    def make(self, path, **fields):
        """Post a form as whoever acts; the number of what was made."""
        self.run.do_post(path, *(f"{k}={v}" for k, v in fields.items()))
        if self.run.last.status != 303:
            raise Wrong(f"{path}: {self.run.last.status} "
                        f"{self.run.page_text()[:600]}")
        self.run.do_keep("made", "id")
        return int(self.run.kept["made"])

    def sql(self, statement):
        return self.base.sql(statement)


def attack(name, play, **kinds):
    """Run play(stand), and end as the runners of check do."""
    stand = Stand(name, **kinds)
    try:
        play(stand)
    except Exception as e:		# what is left untried has failed
        stand.fact("the attack comes to its end",
                   [e if isinstance(e, Wrong) else traceback.format_exc()])
    finally:
        stand.end()
