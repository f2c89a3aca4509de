"""Differences between the door and PostgreSQL that are meant, or that stay for now; each with its reason.

An entry names one kind of difference, and only that kind is let through:
`types` (equal values of another type), `digits` (numbers that agree to six digits), `values`, `error`.
An entry fails the suite as soon as one of its checks passes.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Known:
    """A difference: patterns (as of a shell) of clients and checks, its kind, and why it is so."""

    client: str
    check: str
    kind: str
    why: str


DOOR = []

# Tables whose rows change while they are read (quota left, the last statement's gaps): only their shape is compared.
MOVING_TABLES = {"sources", "watermarks", "gaps"}
# Columns that change while nothing happens to a record.
MOVING_COLUMNS = {("records", "fetched_at")}
