#!/usr/bin/env python3
"""How many of the pairs that only share a generic title are called `same`.

usage: negatives.py FINDINGS.jsonl PAIRS.tsv      (column label: NOT_SAME_generic_title)
"""
import csv
import json
import sys

rows = csv.DictReader(open(sys.argv[2], encoding="utf-8"), delimiter="\t")
pairs = {frozenset((row["id_a"], row["id_b"])) for row in rows if row["label"] == "NOT_SAME_generic_title"}
called = set()
for line in open(sys.argv[1], encoding="utf-8"):
    finding = json.loads(line)
    ids = [record["id"] for record in finding["records"]] if finding["kind"] == "same" else []
    called |= {pair for at, one in enumerate(ids) for other in ids[:at] if (pair := frozenset((one, other))) in pairs}
print(f"{len(called)} of {len(pairs)} hard negatives are called same")
