"""Values as text that JSON can carry: `int:5`, `dec:5.00`, `text:five`. Needs nothing but Python."""

import datetime
import decimal
import uuid


def plain(value):
    """Writes a value down with its kind, so that `5`, `5.0` and `'5'` stay three things."""
    if value is None:
        return None
    if isinstance(value, bool):
        return f"bool:{str(value).lower()}"
    if isinstance(value, int):
        return f"int:{value}"
    if isinstance(value, float):
        return f"float:{value!r}"
    if isinstance(value, decimal.Decimal):
        return f"dec:{value:f}"
    if isinstance(value, str):
        return f"text:{value}"
    if isinstance(value, datetime.datetime):
        return f"{'timestamp' if value.tzinfo is None else 'timestamptz'}:{value.isoformat()}"
    if isinstance(value, datetime.date):
        return f"date:{value.isoformat()}"
    if isinstance(value, datetime.time):
        return f"time:{value.isoformat()}"
    if isinstance(value, datetime.timedelta):
        return f"interval:{value.total_seconds():f}"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"bytes:{bytes(value).hex()}"
    if isinstance(value, uuid.UUID):
        return f"uuid:{value}"
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in sorted(value.items(), key=str)}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if hasattr(value, "item"):  # A scalar of numpy.
        return plain(value.item())
    return f"{type(value).__name__}:{value}"


def table(columns, rows, ordered):
    """A result: names and types of its columns, and its rows, sorted where no order was asked for."""
    rows = [[plain(value) for value in row] for row in rows]
    if not ordered:
        rows.sort(key=repr)
    return {"columns": [list(map(str, column)) for column in columns], "rows": rows}


def refusal(error, state=None):
    """An error as an outcome. `state` is its SQLSTATE where the client tells it."""
    text = " ".join(str(error).split())
    return {"error": state or type(error).__name__, "text": text[:2500]}
