"""A page full of holes, on which a scanner must show that it finds them.

    python3 holes.py	serves a free port of loopback and prints it
"""
import html
import http.server
import sqlite3
import urllib.parse

SAFE = "/safe"			# the one address without a hole


class Holes(http.server.BaseHTTPRequestHandler):
    base = sqlite3.connect(":memory:")

    def do_GET(self):
        path, _, query = self.path.partition("?")
        self.answer(path, dict(urllib.parse.parse_qsl(
            query, keep_blank_values=True)))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer(self.path, dict(urllib.parse.parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True)))

    def answer(self, path, given):
        word = given.get("word", "")
        if path == "/leads":
            return self.send(303, "", ("Location", urllib.parse.quote(
                word, safe=":/?&=%")))
        try:
            text = self.text(path, word)
        except sqlite3.Error as e:
            return self.send(500, f"sqlite3.OperationalError: {e}")
        self.send(200 if text is not None else 404,
                  f"<html><body><p>{text}</p></body></html>")

    def text(self, path, word):
        if path == "/number":
            rows = self.base.execute(f"SELECT name FROM item WHERE id = "
                                     f"{word}")
        elif path == "/text":
            rows = self.base.execute("SELECT name FROM item WHERE name = "
                                     f"'{word}'")
        elif path == SAFE:
            rows = self.base.execute("SELECT name FROM item WHERE name = ?",
                                     (word,))
            word = html.escape(word)
        elif path == "/says":
            return word
        else:
            return None
        names = " ".join(r[0] for r in rows)
        return f"{names or 'Nothing is found'} of many things that we have"

    def send(self, status, text, *headers):
        data = text.encode("utf-8", "replace")
        self.send_response(status)
        for name, value in (("Content-Type", "text/html; charset=utf-8"),
                            ("Content-Length", str(len(data))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


def main():
    Holes.base.executescript(
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT);"
        "INSERT INTO item (name) VALUES ('bolt'), ('nut'), ('washer');")
    server = http.server.HTTPServer(("127.0.0.1", 0), Holes)
    server.handle_error = lambda *a: None	# who leaves early
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
