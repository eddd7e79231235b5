#!/usr/bin/env python3
"""Pages and checks of a node over HTTP, as a client waits for them.

usage: node.py COMITY RECORDS.csv [--db URL] [--keep DIR] [--times 300] [--seconds 20] [--tokens 16] [--rate 500] [--only pages|check]
Imports the records as `agency`, serves them on a free port, logs in by the one-time link and asks for each kind of page TIMES times, one after the
other, uncompressed on the way only where the server says so. Words, places and records are drawn from the file. Nothing is warmed but the start;
the first answer stands in a column of its own and is among all. Then plans made of the records are checked over the API for SECONDS: RATE a second at
set moments, whatever the answers do (what waits counts as waiting), and then as fast as eight programs can.
Each token keeps to the node's own limit of requests a minute, so there are several.
"""
import argparse
import csv
import gzip
import http.client
import json
import pathlib
import random
import re
import subprocess
import tempfile
import threading
import time
import urllib.parse

args = argparse.ArgumentParser()
args.add_argument("comity")
args.add_argument("records")
args.add_argument("--db", help="an empty database; without it a SQLite file in the folder")
args.add_argument("--keep", help="a folder to keep the database in; what is there is not imported again")
args.add_argument("--times", type=int, default=300)
args.add_argument("--seconds", type=float, default=20)
args.add_argument("--tokens", type=int, default=16)
args.add_argument("--rate", type=int, default=500)
args.add_argument("--only", default="")
args.add_argument("--seed", type=int, default=1)
args = args.parse_args()
dice = random.Random(args.seed)

with open(args.records, newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
words = lambda: [word for word in re.findall(r"\w+", dice.choice(rows)["title"]) if len(word) > 3] or ["road"]


class Client:
    """One connection with its cookies."""

    def __init__(self, port, token=None):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies, self.token, self.csrf = {}, token, ""

    def ask(self, method, path, body=None, kind="application/x-www-form-urlencoded"):
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = kind
        begun = time.perf_counter()
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        data = answer.read()
        took = (time.perf_counter() - begun) * 1e3
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, value = header.split(";")[0].split("=", 1)
            self.cookies[name] = value
        size = len(data)
        if answer.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status} {data[:600].decode(errors='replace')}")
        return took, size, data.decode()

    def page(self, path):
        took, size, text = self.ask("GET", path)
        found = re.search('name="csrf" value="([^"]+)"', text)
        self.csrf = found.group(1) if found else self.csrf
        return took, size, text

    def post(self, path, **fields):
        return self.ask("POST", path, urllib.parse.urlencode({"csrf": self.csrf, **fields}))


def at(took, part):
    took = sorted(took)
    return took[round((len(took) - 1) * part / 100)]


def run(*words):
    subprocess.run([args.comity, *words], check=True, stdout=subprocess.DEVNULL)


def processor(server):
    fields = pathlib.Path(f"/proc/{server.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def memory(server):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{server.pid}/status").read_text()).group(1)) // 1024


def pages(client, server):
    ids = [one["id"] for one in json.loads(Client(port, token).ask("GET", "/api/v1/records?size=200")[2])["records"]]
    findings = [one["id"] for one in json.loads(Client(port, token).ask("GET", "/api/v1/findings?size=200")[2])["findings"]]
    quoted = urllib.parse.quote
    countries = sorted({row["country"] for row in rows})
    kinds = {
        "home": lambda: "/",
        "list": lambda: "/activities?view=table",
        "list, one country": lambda: f"/activities?view=table&place=iso2:{dice.choice(countries)}",
        "search, one word": lambda: f"/activities?view=table&q={quoted(words()[0])}",
        "search, two words": lambda: f"/activities?view=table&q={quoted(' '.join(words()[:2]))}",
        "map": lambda: "/activities?view=map",
        "map, one word": lambda: f"/activities?view=map&q={quoted(words()[0])}",
        "timeline": lambda: "/activities?view=timeline",
        "timeline, one country": lambda: f"/activities?view=timeline&place=iso2:{dice.choice(countries)}",
        "matrix": lambda: "/activities?view=matrix",
        "record": lambda: f"/records/{dice.choice(ids)}",
        "queue": lambda: "/findings",
        **({"queue, one opened": lambda: f"/findings?open={dice.choice(findings)}"} if findings else {}),
        "check, as a form": lambda: f"/check?title={quoted(' '.join(words()[:3]))}&start=2023-03-01&end=2023-04-01",
    }
    print(f"{'page':22} {'first':>8} {'p50':>8} {'p99':>8} {'longest':>8} ms   bytes   CPU ms each")
    for name, path in kinds.items():
        before, took = processor(server), []
        for _ in range(args.times):
            one, size, _ = client.page(path())
            took.append(one)
        used = (processor(server) - before) * 1e3 / args.times
        print(f"{name:22} {took[0]:8.1f} {at(took, 50):8.1f} {at(took, 99):8.1f} {max(took):8.1f}    {size:7}  {used:6.1f}", flush=True)


def checks(client, server):
    tokens = []
    for number in range(args.tokens):
        client.page("/me")
        text = client.post("/me/tokens", name=f"bench {number}", days="1", read="on")[2]
        tokens.append(re.search('class="secret">([^<]+)<', text).group(1))
    plans = []
    for row in dice.sample(rows, min(2000, len(rows))):
        plan = {"title": row["title"], "kind": row["kind"], "place": row["place"] or None, "start": row["start_date"] or None,
                "end": row["end_date"] or None, "assets": [row["asset"]] if row["asset"] else []}
        if row["lat"]:
            plan |= {"lat": float(row["lat"]), "lon": float(row["lon"])}
        plans.append(json.dumps(plan))
    began = time.perf_counter()
    Client(port, tokens[0]).ask("POST", "/api/v1/check", plans[0], "application/json")
    print(f"the first check, everything prepared in it: {time.perf_counter() - began:.1f} s; memory then {memory(server)} MB")

    def flood(name, askers, moment, each):
        """`moment` gives when a question is due, so many seconds after the beginning; None: at once."""
        took, sent, lock = [], iter(range(10**9)), threading.Lock()
        begun, before = time.perf_counter(), processor(server)

        def work(number):
            line = Client(port)
            while True:
                with lock:
                    which = next(sent)
                due = begun + moment(which) if moment else time.perf_counter()
                if (due if moment else time.perf_counter()) - begun > args.seconds:
                    return
                if (wait := due - time.perf_counter()) > 0:
                    time.sleep(wait)
                line.token = tokens[which % len(tokens)]
                line.ask("POST", "/api/v1/check", plans[which % len(plans)], "application/json")
                took.append((time.perf_counter() - due) * 1e3)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(askers)]
        [one.start() for one in threads]
        [one.join() for one in threads]
        spent = time.perf_counter() - begun
        used = (processor(server) - before) * 1e3 / len(took)
        print(f"{name}: {len(took) / spent:.0f} a second of {askers} connections, p50 {at(took, 50):.1f} ms, p99 {at(took, 99):.1f} ms, longest {max(took):.1f} ms; "
              f"{used:.2f} CPU ms each", flush=True)

    flood(f"check at {args.rate} a second", 8, lambda which: which / args.rate, args.rate)
    flood("check as fast as it goes", 8, None, 0)


with tempfile.TemporaryDirectory() as scratch:
    folder = pathlib.Path(args.keep or scratch)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "node.db"
    where = ["--db", args.db or f"sqlite:{path}", "--key", str(folder / "node.key")]
    done = folder / "imported"
    if not done.exists():
        begun = time.perf_counter()
        run("db", "migrate", *where)
        run("import", args.records, "--as", "agency", *where)
        print(f"import with findings: {time.perf_counter() - begun:.0f} s")
        done.touch()
    begun = time.perf_counter()
    link = subprocess.run([args.comity, "user", "add", f"bench-{time.time_ns()}", "--role", "desk-officer", "--party", "agency", *where], check=True,
                          capture_output=True, text=True).stdout
    secret = re.search(r"/link/([^\s]+)", link).group(1)
    begun = time.perf_counter()
    server = subprocess.Popen([args.comity, "serve", "--listen", "127.0.0.1:0", "--log", "warn", *where], stdout=subprocess.PIPE, text=True)
    try:
        for said in server.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", said):
                break
        port = int(found.group(1))
        threading.Thread(target=server.stdout.read, daemon=True).start()
        client = Client(port)
        took = client.page("/login")[0]
        print(f"from start to the first page: {time.perf_counter() - begun:.2f} s")
        client.page(f"/link/{secret}")
        client.post(f"/link/{secret}", password="a password for many", again="a password for many")
        client.page("/me")
        text = client.post("/me/tokens", name="bench", days="1", read="on")[2]
        token = re.search('class="secret">([^<]+)<', text).group(1)
        if args.only != "check":
            pages(client, server)
        if args.only != "pages":
            checks(client, server)
        print(f"memory at the end: {memory(server)} MB")
    finally:
        server.terminate()
        server.wait()
