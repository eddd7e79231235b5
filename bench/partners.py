#!/usr/bin/env python3
"""How often a record's true partner stands among the k best: reads `comity find .. --related K --related-out FILE`.

usage: partners.py RELATED.jsonl PAIRS.tsv EVIDENCE [K]
PAIRS.tsv has the columns evidence, id_a, id_b; rows whose evidence contains EVIDENCE count, once in each direction.
"""
import csv
import json
import sys

related_file, pairs_file, evidence = sys.argv[1:4]
k = int(sys.argv[4]) if len(sys.argv) > 4 else 10
related = {}
for line in open(related_file, encoding="utf-8"):
    row = json.loads(line)
    related.setdefault(row["id"], [one["id"] for one in row["related"]])
partners = {}
for row in csv.DictReader(open(pairs_file, encoding="utf-8"), delimiter="\t"):
    if evidence in row["evidence"].split("+"):
        for one, other in ((row["id_a"], row["id_b"]), (row["id_b"], row["id_a"])):
            partners.setdefault(one, set()).add(other)
asked = [(one, other) for one, others in sorted(partners.items()) for other in sorted(others) if one in related]
missing = sum(one not in related for one in partners)
for depth in sorted({1, k}):
    found = sum(other in related[one][:depth] for one, other in asked)
    print(f"{evidence}: {found}/{len(asked)} = {found / max(1, len(asked)):.3f} among the {depth} best ({missing} records not read)")
