#!/usr/bin/env python3
"""A network of many parties, to look at its page and to time it: writes parties.csv, ties.csv, needs.csv and activities.csv.

usage: network.py FOLDER [--parties 300] [--ties 3000] [--records 600] [--seed 1]
A few institutions have most of the ties, as in the open data; a fifth of the parties are states, a tenth organs. Ties begin and end
between 1992 and 2006, so that the day changes what is drawn.
"""
import argparse
import csv
import pathlib
import random

args = argparse.ArgumentParser()
args.add_argument("folder", type=pathlib.Path)
for name, most in (("parties", 300), ("ties", 3000), ("records", 600), ("seed", 1)):
    args.add_argument(f"--{name}", type=int, default=most)
args = args.parse_args()
dice = random.Random(args.seed)
args.folder.mkdir(parents=True, exist_ok=True)
WHAT = ["Agency", "Commission", "Council", "Fund", "Office", "Organization", "Programme", "Union", "Secretariat", "Initiative"]
OF = ["Border Guards", "Water", "Health", "Refugees", "Narcotics Control", "Trade", "Mine Action", "Education", "Railways", "Energy",
      "Police Training", "Food", "Standards", "Customs", "Disaster Relief"]
WHERE = ["the Region", "Central Asia", "the Caspian", "Northern Valleys", "the Steppe", "Mountain States"]


def table(name, header, rows):
    with open(args.folder / name, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header.split(","), *rows])


def day():
    return f"{dice.randint(1992, 2005)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"


parties, rows = [], []
for number in range(args.parties):
    kind = "state" if number % 5 == 4 else "organ" if number % 10 == 7 else "institution"
    one = f"party-{number}"
    if kind == "state":
        name, alias = f"State {number}", ""
    else:
        name = f"{dice.choice(WHAT)} for {dice.choice(OF)} of {dice.choice(WHERE)}"
        alias = "".join(word[0] for word in name.split() if word[0].isupper()) + str(number)
    rows.append([one, f"{name} {number}" if kind != "state" else name, alias, kind, parties[number - 7] if kind == "organ" else "", day()])
    parties.append(one)
table("parties.csv", "id,name,aliases,kind,organ_of,since", rows)

weights = [1 / (rank + 3) ** 0.7 for rank in range(args.parties)]
order = dice.sample(parties, len(parties))
kinds = ["member"] * 5 + ["observer", "partner", "guest", "liaison", "working-group"]
ties = []
while len(ties) < args.ties:
    one, other = dice.choices(order, weights, k=2)
    if one != other:
        since, until = day(), day()
        ties.append([one, other, dice.choice(kinds), min(since, until), max(since, until) if dice.random() < 0.2 else "", ""])
table("ties.csv", "from,to,kind,since,until,note", ties)

themes = ["counter-narcotics", "border-security", "organized-crime", "small-arms", "governance", "human-rights"]
countries = ["KZ", "KG", "TJ", "TM", "UZ", "AF"]
reporters = [row[0] for row in rows if row[3] == "institution"]
table("needs.csv", "id,title,themes,place,countries,lat,lon,stated_by,since", [
    [f"need-{number}", f"Need {number}", ";".join(dice.sample(themes, 2)), "", ";".join(dice.sample(countries, 2)), "", "",
     ";".join(dice.sample(reporters, 3)), "2001-01-01"] for number in range(8)])
table("activities.csv", "id,reporter,participants,title,kind,themes,countries,start,end", [
    [f"act-{number}", dice.choice(reporters), "", f"Activity {number} of a programme", "project", dice.choice(themes), dice.choice(countries), day(), ""]
    for number in range(args.records)])
print(f"{args.folder}: {args.parties} parties, {args.ties} ties, {args.records} activities")
