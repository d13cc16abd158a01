"""wapiti over a list of requests, which its command line cannot be given.

    /usr/bin/python3 scan.py LIST REPORT SECONDS

LIST is JSON: {base, cookies, store, modules, targets: [{method, url, kind,
fields}]}; REPORT is wapiti's own, as JSON.  A module may take SECONDS.  What a
module did not come to, or broke off at, it prints.
"""
import json
import logging
import pathlib
import sys

from wapitiCore.attack import attack
from wapitiCore.attack.mod_csrf import mod_csrf
from wapitiCore.main.wapiti import Wapiti
from wapitiCore.net.web import Request


def request(base, t):
    """A target as wapiti keeps it."""
    return Request(base + t["url"], t["method"],
                   post_params=[[k, str(v)] for k, v in t["fields"].items()],
                   enctype=t["kind"], referer=base + "/", link_depth=0)


def main():
    todo, report, seconds = sys.argv[1:]
    todo = json.loads(pathlib.Path(todo).read_text())
    logging.getLogger().setLevel(logging.CRITICAL)
    for name in ("mod_wapp", "mod_nikto"):	# they fetch lists from the web
        attack.modules.remove(name)
    mod_csrf.TOKEN_FORM_STRINGS.append("form_token")
    scan = Wapiti(todo["base"] + "/", scope="folder",
                  session_dir=todo["store"], config_dir=todo["store"])
    scan.flush_session()
    scan._start_urls.clear()
    scan._start_urls.extend(request(todo["base"], t)
                            for t in todo["targets"])
    for name, value in todo["cookies"].items():
        scan.crawler._session.cookies.set(name, value, domain="127.0.0.1",
                                          path="/")
    scan.set_max_depth(0)
    scan.set_scan_force("insane")		# nothing is left out for its size
    scan.set_max_attack_time(float(seconds))
    scan.set_modules(todo["modules"])
    scan.set_bug_reporting(False)
    scan.set_timeout(8)
    scan.verbosity(1)
    scan.set_attack_options({"level": 1, "timeout": 8})
    scan.set_report_generator_type("json")
    scan.set_output_file(report)
    scan.browse()
    print(f"browsed {scan.count_resources()}", flush=True)
    scan.attack()


if __name__ == "__main__":
    main()
