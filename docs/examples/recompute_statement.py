#!/usr/bin/env python3
"""Recompute a Soundcheck statement from its CSV alone. Python's standard library and nothing of ours.

    python recompute_statement.py S-00012-0007.csv

Works out every line again, units × price × share, and every sum from the lines, in whole millionths: what was earned,
what disputes hold, what advances took, what is paid in whole coins and what is carried on; and the hash that the
statement's signature covers. Says what it
found, and ends with 1 where anything differs. docs/statements.md says the rules. The signature itself is checked where
you got the file: this program reads what was signed, without checking by whom.
"""

import base64
import csv
import hashlib
import json
import sys
from collections import defaultdict

SEALED = 25  # the first columns of a row are signed
RECOUPS = ("", "checks", "minimum")  # kinds of earnings that pay an advance back


def micros(text):
    """An amount with six decimals, in whole millionths."""
    whole, _, rest = text.partition(".")
    digits = int((whole or "0").lstrip("-") + (rest + "000000")[:6])
    return -digits if text.startswith("-") else digits


def cut(number, part, whole):
    """number × part / whole, towards zero."""
    size = abs(number) * part // whole
    return size if number >= 0 else -size


def times(units, price):
    """What so many units come to, all in millionths: rounded once, half away from zero."""
    size = (abs(units) * abs(price) + 500_000) // 1_000_000
    return size if (units < 0) == (price < 0) else -size


def decimals(number):
    """Millionths as people write them."""
    return f"{'-' if number < 0 else ''}{abs(number) // 1_000_000}.{abs(number) % 1_000_000:06d}"


class Statement:
    """What the rows of a file come to."""

    def __init__(self):
        self.sums = defaultdict(int)
        self.lines = 0
        self.parts = defaultdict(int)  # what each part of a work earned, by all that a dispute may hold
        self.counted = defaultdict(int)  # what pays back an advance, by licence
        self.holds = defaultdict(int)
        self.recouped = []
        self.signed = {}
        self.coin = 1
        self.wrong = []
        self.at = 1  # the line of the file
        self._groups = hashlib.sha256()
        self._group = hashlib.sha256()
        self._of = None

    def read(self, rows):
        """All rows, in the order of the file."""
        header = next(rows)
        for self.at, cells in enumerate(rows, 2):
            row = dict(zip(header, cells, strict=True))
            if row["row"] == "signed":
                self._signed(row)
            else:
                self._seal(cells, row)
                getattr(self, f"_{row['row']}")(row, micros(row["amount"]))
        self._groups.update(self._group.digest())
        self.hash = self._groups.hexdigest()

    def _seal(self, cells, row):
        group = row["used_on"] if row["row"] == "earning" else "rest"
        if self._of not in (None, group):
            self._groups.update(self._group.digest())
            self._group = hashlib.sha256()
        self._of = group
        self._group.update(hashlib.sha256("|".join(cells[:SEALED]).encode()).digest())

    def _earning(self, row, amount):
        self.sums["earned"] += amount
        self.lines += 1
        self.parts[self._part(row)] += amount
        if row["kind"] in RECOUPS:
            self.counted[row["licence_id"]] += amount
        charge, whole = micros(row["charge"]), times(micros(row["units"]), micros(row["price"]))
        # What a recording earns its songs divides equally over them: each has the same, but for a millionth.
        songs = max(1, round(whole / charge)) if charge and row["asset"] != row["work"] else 1
        near = songs if songs > 1 else 0
        if not row["report_line"]:  # the price of a sum's part is the part by its weight, rounded by itself
            near += abs(micros(row["units"])) // 1_000_000 + 1
        if abs(charge * songs - whole) > near:
            self.wrong.append(f"Line {row['id']}: {row['charge']} is not {row['units']} times {row['price']}.")
        # A part lies between two boundaries of the charge, each cut to a millionth. An odd turn takes one back.
        share = cut(charge, int(row["basis_points"]), 10_000) * (-1 if int(row["turn"]) % 2 else 1)
        if abs(amount - share) > 1:
            self.wrong.append(f"Line {row['id']}: {row['amount']} is not {row['basis_points']} of {row['charge']}.")

    def _held(self, row, amount):
        self._hold("held", row, amount, -1)
        self.holds[self._part(row)] = micros(row["of_amount"])

    def _released(self, row, amount):
        self._hold("released", row, amount, 1)

    def _hold(self, what, row, amount, sign):
        before, points, whole = (int(row[name]) for name in ("from_points", "points", "basis_points"))
        of_amount = micros(row["of_amount"])
        if amount != cut(of_amount, before + points, whole) - cut(of_amount, before, whole):
            self.wrong.append(f"Dispute {row['id']}: {row['amount']} is not what it holds of {row['of_amount']}.")
        self.sums[what] += amount
        if row["kind"] in RECOUPS:
            self.counted[row["licence_id"]] += sign * amount

    def _recouped(self, row, amount):
        self.sums["recouped"] += amount
        self.recouped.append(row)

    def _carried_in(self, row, amount):
        self.sums["carried_in"] += amount

    def _payable(self, row, amount):
        self.sums["payable"] = amount
        self.coin = 10 ** (6 - int(row["points"]))  # millionths in the smallest coin

    def _carried_out(self, row, amount):
        self.sums["carried_out"] = amount

    def _signed(self, row):
        payload = row["note"].split(".")[1]
        self.signed = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))

    def _part(self, row):
        names = ("licence_id", "version", "kind", "work", "side", "split", "basis_points")
        return tuple(row[name] for name in names)

    def check(self):
        """What differs, as sentences; none where all is as it should be."""
        for part, of_amount in self.holds.items():
            self._same(f"What was earned of {part[3]}, of which a dispute holds", self.parts[part], of_amount)
        for row in self.recouped:
            advanced, before, counted = (micros(row[name]) for name in ("charge", "price", "of_amount"))
            self._same(f"What counts under licence {row['licence_id']}", self.counted[row["licence_id"]], counted)
            total = min(max(before + counted, 0), max(advanced, 0))
            self._same(f"What is recouped under licence {row['licence_id']}", total - before, micros(row["amount"]))
        due = self.sums["earned"] + self.sums["released"] - self.sums["held"] - self.sums["recouped"]
        due += self.sums["carried_in"]
        payable = due // self.coin * self.coin if due > 0 else 0
        self._same("What is payable", payable, self.sums["payable"])
        self._same("What is carried on", due - payable, self.sums["carried_out"])
        for name in ("earned", "held", "released", "recouped", "carried_in", "payable", "carried_out"):
            self._same(f"{name}, as signed,", self.sums[name], micros(self.signed.get(name, "")))
        if self.lines != self.signed.get("lines"):
            self.wrong.append(f"There are {self.lines} lines, and {self.signed.get('lines')} were signed.")
        if self.hash != self.signed.get("lines_sha256"):
            self.wrong.append("The hash of the lines is not the one that was signed.")
        return self.wrong

    def _same(self, what, found, said):
        if found != said:
            self.wrong.append(f"{what} comes to {decimals(found)}, and the file says {decimals(said)}.")


def main(path):
    """Recompute the file, and say what was found."""
    csv.field_size_limit(1_000_000)
    statement = Statement()
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            statement.read(csv.reader(file))
    except OSError as error:
        print(f"{path}: {error.strerror}.")
        return 1
    except (AttributeError, IndexError, KeyError, StopIteration, TypeError, ValueError, ZeroDivisionError, csv.Error):
        at = f" Line {statement.at} is the first that is not as it was handed out." if statement.at > 1 else ""
        print(f"This cannot be read as the CSV of a statement, or not as all of it.{at}")
        return 1
    if not statement.signed:
        print("This is not the whole CSV of a statement: its last line, which is signed, is missing.")
        return 1
    wrong = statement.check()
    said = statement.signed
    print(f"{said.get('statement')} of {said.get('name')}, {said.get('month')}, in {said.get('currency')}")
    print(f"{statement.lines:,} lines, sha256 {statement.hash}")
    for name in ("earned", "released", "held", "recouped", "carried_in", "payable", "carried_out"):
        print(f"{name:>12} {decimals(statement.sums[name]):>24}")
    for sentence in wrong:
        print(f"DIFFERS: {sentence}")
    print("Something differs." if wrong else "Everything comes to what the statement says.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
