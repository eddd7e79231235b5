#!/usr/bin/env python3
"""FTS flows with the grant codes of the truth file cut out of every text, and the truth as pairs for partners.py.

usage: fts_without_codes.py FLOWS.tar.zst PAIRS.tsv OUT_FOLDER      (needs the command zstd)
"""
import csv
import io
import pathlib
import subprocess
import sys
import tarfile

flows, pairs, out = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
out.mkdir(parents=True, exist_ok=True)
rows = list(csv.DictReader(open(pairs, encoding="utf-8"), delimiter="\t"))
codes = sorted({row["shared_code"] for row in rows}, key=len, reverse=True)
raw = subprocess.run(["zstd", "-dc", flows], check=True, capture_output=True).stdout
with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
    for member in archive:
        if member.isfile():
            text = archive.extractfile(member).read().decode("utf-8")
            for code in codes:
                text = text.replace(code, "").replace(code.replace("/", "\\/"), "")
            (out / pathlib.Path(member.name).name).write_text(text, encoding="utf-8")
with open(out.parent / f"{out.name}-pairs.tsv", "w", encoding="utf-8") as file:
    file.write("evidence\tid_a\tid_b\n")
    for row in rows:
        file.write(f"FTS\t{row['fts_flow_id']}\t{row['iati_id']}\n")
