#!/usr/bin/env python3
"""Missing ties and what-if at the size of a large system: writes the tables, asks comity, prints what one scenario costs.

usage: ties.py COMITY [--parties 200] [--ties 2000] [--records 100000] [--needs 40] [--seed 1] [--keep DIR]
A scenario makes three ties and denounces two instruments that forbid something. One costs the difference between a run with eleven and one with one, a tenth of it: reading is in both.
"""
import argparse
import csv
import json
import pathlib
import random
import resource
import subprocess
import tempfile

args = argparse.ArgumentParser()
args.add_argument("comity")
for name, most in (("parties", 200), ("ties", 2000), ("records", 100_000), ("needs", 40), ("seed", 1)):
    args.add_argument(f"--{name}", type=int, default=most)
args.add_argument("--keep")
args = args.parse_args()
dice = random.Random(args.seed)
themes = ["counter-narcotics", "border-security", "organized-crime", "small-arms", "governance", "human-rights", "poverty-reduction",
          "information-sharing", "counter-terrorism", "terrorist-financing", "export-controls"]
countries = ["KZ", "KG", "TJ", "TM", "UZ", "AF", "PK", "MN"]
parties = [f"agency-{number}" for number in range(args.parties)]

with tempfile.TemporaryDirectory() as scratch:
    folder = pathlib.Path(args.keep or scratch)
    folder.mkdir(parents=True, exist_ok=True)

    def table(name, header, rows):
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header.split(","), *rows])

    day = lambda: f"{dice.randint(2000, 2005)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    table("parties.csv", "id,name,aliases,kind,organ_of,since", [
        [one, f"Agency number {number}", f"AG{number}", "organ" if number % 10 == 9 else "institution", parties[number - 9] if number % 10 == 9 else "", ""]
        for number, one in enumerate(parties)])
    table("ties.csv", "from,to,kind,since,until,note", [
        [*dice.sample(parties, 2), dice.choice(["member", "observer", "partner", "guest", "liaison", "working-group"]), day(), "", ""]
        for _ in range(args.ties)])
    bound = [dice.sample(parties, 3) for _ in range(40)]
    says = lambda number: "the parties prohibit manoeuvres of armoured brigades" if number % 4 == 0 else "the board may invite guests"
    table("instruments.csv", "id,title,parties,kind,date,obligation", [
        [f"rule-{number}", f"Rule {number}", ";".join(bound[number]), "rule", day(), says(number)] for number in range(40)])
    table("needs.csv", "id,title,themes,place,countries,lat,lon,stated_by,since", [
        [f"need-{number}", f"Need {number}", ";".join(dice.sample(themes, 2)), "", ";".join(dice.sample(countries, 2)), "", "",
         ";".join(dice.sample(parties, 3)), "2001-01-01"]
        for number in range(args.needs)])
    table("activities.csv", "id,reporter,participants,title,kind,themes,countries,start,end", [
        [f"act-{number}", dice.choice(parties), "",
         f"Manoeuvres of armoured brigades {number}" if number % 500 == 0 else f"Activity {number} of a programme", "project", dice.choice(themes),
         dice.choice(countries), day(), ""]
        for number in range(args.records)])
    names = []
    with tempfile.TemporaryDirectory() as apart:
        for number in range(11):
            name = pathlib.Path(apart) / f"scenario-{number}.csv"
            name.write_text("change,from,to,kind\n" + "".join(
                f"add-tie,{a},{b},liaison\n" for a, b in (dice.sample(parties, 2) for _ in range(3)))
                + "".join(f"denounce,{dice.choice(bound[rule])},rule-{rule},\n" for rule in dice.sample(range(0, 40, 4), 2)))
            names.append(str(name))

        def spent():
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            return used.ru_utime + used.ru_stime

        def took(scenarios):
            words = [args.comity, "ties", str(folder), "--on", "2006-01-01", "--format", "json", "--top", "100"]
            began = spent()
            done = subprocess.run(words + [word for name in scenarios for word in ("--what-if", name)], check=True, capture_output=True)
            return spent() - began, json.loads(done.stdout)

        one, answer = took(names[:1])
        eleven, _ = took(names)
    print(f"{args.parties} parties, {args.ties} ties, {args.records} records, {args.needs} needs: whole run {one:.2f} CPU s, "
          f"one more scenario {(eleven - one) / 10:.2f} CPU s; {len(answer['ties'])} ties in force, {len(answer['missing'])} of the missing shown, {answer['what_if'][0]['freed']['count']} activities freed by the first")
