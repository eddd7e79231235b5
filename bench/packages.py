#!/usr/bin/env python3
"""Packages of generated proposals: writes the tables of a question, has comity answer it, prints what it took.

usage: packages.py COMITY [--proposals 200] [--parties 60] [--seed 1] [--kind mixed|links|exclusions|votes] [--rule RULE] [--keep DIR]
kinds: mixed       one position in three is held; of those 1 in 40 opposes, 1 in 8 is conditional, few exclusions
       links       conditions join almost everything into one part
       exclusions  random pairs exclude each other: the number of packages explodes
       votes       opinions are split, to be decided by --rule majority or qualified=X
"""
import argparse
import csv
import json
import pathlib
import random
import subprocess
import tempfile
import time

args = argparse.ArgumentParser()
args.add_argument("comity")
args.add_argument("--proposals", type=int, default=200)
args.add_argument("--parties", type=int, default=60)
args.add_argument("--seed", type=int, default=1)
args.add_argument("--kind", default="mixed", choices=["mixed", "links", "exclusions", "votes"])
args.add_argument("--rule", default="consensus")
args.add_argument("--keep")
args = args.parse_args()

dice = random.Random(args.seed)
proposals = [f"p-{number}" for number in range(args.proposals)]
# by kind: support, oppose, abstain, undecided, conditional; share of positions held; exclusions a proposal
weights, held, exclusions = {
    "mixed": ((70, 0.3, 8, 8, 12), 0.33, 0.15),
    "links": ((50, 0.1, 5, 5, 40), 0.33, 0.1),
    "exclusions": ((90, 0.1, 5, 5, 2), 0.2, 1.0),
    "votes": ((35, 30, 5, 10, 20), 0.5, 0.2),
}[args.kind]


def condition(near):
    """Over proposals near a number, so that parts come about as agendas have them."""
    other = lambda: proposals[max(0, min(args.proposals - 1, near + dice.randint(-6, 6)))]
    form = dice.choice(["{}", "{}", "not {}", "{} or {}", "{} and not {}", "({} or {}) and {}"])
    return form.format(*(other() for _ in range(3)))


with tempfile.TemporaryDirectory() as scratch:
    folder = pathlib.Path(args.keep or scratch)
    folder.mkdir(parents=True, exist_ok=True)

    def table(name, header, rows):
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])

    table("proposals.csv", ["id", "title"], [[one, f"Proposal {one}"] for one in proposals])
    positions = []
    for number, proposal in enumerate(proposals):
        for party in range(args.parties):
            if dice.random() < held:
                words = ["support", "oppose", "abstain", "undecided", "conditional"]
                stance = dice.choices(words, weights)[0]
                positions.append([f"party-{party}", proposal, stance, condition(number) if stance == "conditional" else ""])
    table("positions.csv", ["party", "proposal", "stance", "condition"], positions)
    pairs = [sorted(dice.sample(proposals, 2)) for _ in range(int(exclusions * args.proposals))]
    table("exclusions.csv", ["a", "b"], pairs)
    began = time.perf_counter()
    done = subprocess.run([args.comity, "packages", str(folder), "--rule", args.rule, "--json"], check=True, capture_output=True)
    took = time.perf_counter() - began
    answer = json.loads(done.stdout)
    listed = answer.get("listed", {"are": "all"})
    print(f"{args.kind} {args.rule} seed {args.seed}: {len(proposals)} proposals, {args.parties} parties, {len(positions)} positions, "
          f"{len(pairs)} exclusions: {took:.2f} s, {len(answer['packages'])} packages listed ({json.dumps(listed)}), "
          f"largest {max((len(one['proposals']) for one in answer['packages']), default=0)}, "
          f"{len(answer['blocked'])} blocked, {len(answer['unlocks'])} ways to unlock more")
