#!/usr/bin/env python3
"""Recall at precision 0.9 of conflict and overlap findings against relations.parquet of a generated activity set.

usage: relations.py FINDINGS.jsonl RELATIONS.parquet      (needs pyarrow)
A line names the two records of one pair (lines of one rank are one finding); they are taken in falling weight.
"""
import json
import sys

import pyarrow.parquet as pq

KINDS = {"collide": "conflict", "overlap": "overlap"}
truth = pq.read_table(sys.argv[2]).to_pydict()
wanted = {kind: set() for kind in KINDS}
for left, right, kind in zip(truth["id_l"], truth["id_r"], truth["kind"]):
    wanted[kind].add(frozenset((str(left), str(right))))
found = {kind: [] for kind in KINDS}
for line in open(sys.argv[1], encoding="utf-8"):
    finding = json.loads(line)
    for kind, word in KINDS.items():
        ids = [record["id"] for record in finding["records"][:2]]
        if finding["kind"] == word and len(ids) == 2:
            found[kind].append((finding["weight"], frozenset(ids)))
for kind in KINDS:
    hits = best = taken = 0
    seen = set()
    for weight, pair in sorted(found[kind], key=lambda one: -one[0]):
        if pair in seen:
            continue
        seen.add(pair)
        taken += 1
        hits += pair in wanted[kind]
        if hits / taken >= 0.9:
            best = hits
    total = max(1, len(wanted[kind]))
    print(f"{kind}: recall {best / total:.3f} at precision 0.9; all {taken} pairs: precision {hits / max(1, taken):.3f}, recall {hits / total:.3f}")
