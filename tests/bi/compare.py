"""Compares what one client got from the door and from PostgreSQL."""

import dataclasses
import decimal
import fnmatch
import json

NUMBERS = ("int", "dec", "float")
DIGITS = decimal.Decimal("1e-6")


@dataclasses.dataclass
class Verdict:
    """How two outcomes differ: `same`, `types`, `digits`, `values` or `error`."""

    kind: str
    text: str = ""


def number(value):
    """The number that a plain value holds, or None."""
    if not isinstance(value, str):
        return None
    kind, _, text = value.partition(":")
    if kind not in NUMBERS:
        return None
    try:
        return decimal.Decimal(text)
    except decimal.InvalidOperation:
        return None


def alike(one, other, exact):
    """True if two plain values are the same but for the types of numbers, or (not exact) far digits."""
    if one == other:
        return True
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(alike(a, b, exact) for a, b in zip(one, other))
    a, b = number(one), number(other)
    if a is None or b is None or not (a.is_finite() and b.is_finite()):
        return False
    if exact:
        return a == b
    return abs(a - b) <= DIGITS * max(abs(a), abs(b), 1)


def difference(door, real):
    """The first place at which two outcomes differ."""
    if isinstance(door, dict) and "rows" in door and isinstance(real, dict) and "rows" in real:
        if door["columns"] != real["columns"]:
            pairs = zip(door["columns"], real["columns"])
            odd = next((pair for pair in pairs if pair[0] != pair[1]), None)
            return f"columns: {odd[0]} is not {odd[1]}" if odd else "number of columns"
        if len(door["rows"]) != len(real["rows"]):
            return f"{len(door['rows'])} rows are not {len(real['rows'])}"
        for place, (one, other) in enumerate(zip(door["rows"], real["rows"])):
            if one != other:
                cells = [f"{a!r} is not {b!r}" for a, b in zip(one, other) if a != b]
                return f"row {place}: {'; '.join(cells)[:300]}"
    one, other = json.dumps(door, sort_keys=True), json.dumps(real, sort_keys=True)
    place = next(
        (i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other))
    )
    start = max(0, place - 60)
    return f"…{one[start : place + 120]} is not …{other[start : place + 120]}"


def judge(door, real):
    """Compares two outcomes of one check."""
    for side, outcome in (("the door", door), ("PostgreSQL", real)):
        if isinstance(outcome, dict) and "error" in outcome:
            return Verdict("error", f"{side}: {outcome['error']} {outcome['text']}")
    if door == real:
        return Verdict("same")
    text = difference(door, real)
    both = [outcome for outcome in (door, real) if isinstance(outcome, dict) and "rows" in outcome]
    if len(both) < 2:
        return Verdict("values", text)
    names = [[column[0] for column in outcome["columns"]] for outcome in both]
    if names[0] != names[1]:
        return Verdict("values", text)
    if alike(door["rows"], real["rows"], exact=True):
        return Verdict("types", text)
    if alike(door["rows"], real["rows"], exact=False):
        return Verdict("digits", text)
    return Verdict("values", text)


class Ledger:
    """Counts the checks of all clients and holds them against the known differences."""

    def __init__(self, known):
        self.known = [[entry, 0, []] for entry in known]
        self.clients = {}
        self.failed = []

    def add(self, client, check, verdict):
        """Counts one check; gives the line to print if it is not simply well."""
        tally = self.clients[client]
        for record in self.known:
            entry = record[0]
            if fnmatch.fnmatchcase(client, entry.client) and fnmatch.fnmatchcase(
                check, entry.check
            ):
                record[1] += 1
                if verdict.kind == entry.kind:
                    tally["known"].append(check)
                    return f"known   {client}: {check}: {entry.why}"
                if verdict.kind == "same":
                    record[2].append(f"{client}: {check}")
        if verdict.kind == "same":
            tally["passed"] += 1
            return None
        tally["failed"].append(check)
        self.failed.append(f"{client}: {check}: {verdict.kind}: {verdict.text}")
        return f"FAILED  {self.failed[-1]}"

    def open(self, client, version):
        """Begins a client."""
        self.clients[client] = {
            "version": version,
            "passed": 0,
            "failed": [],
            "known": [],
            "skipped": "",
        }

    def stale(self, ran_all):
        """Known differences that are none any more."""
        for entry, matched, passes in self.known:
            if passes:
                yield f"known difference passes now, remove it from known.py: {passes[0]} ({entry.check})"
            elif ran_all and not matched:
                yield f"known difference matches no check: {entry.client}: {entry.check}"
