"""WHERE clauses of every operator over every type, made for the columns and values that the server has."""

from statements import Statement, literal, quoted

# Tables whose columns get more operators than those of the rest.
THOROUGH = {"partners", "contacts", "leads", "deals", "incentives"}


def kind(type_):
    """The family of a type."""
    if type_.startswith("numeric") or type_ in (
        "bigint",
        "integer",
        "smallint",
        "double precision",
        "real",
    ):
        return "number"
    return {"date": "date", "timestamp with time zone": "time", "boolean": "bool"}.get(
        type_, "text"
    )


def compared(c, low, mid, high):
    """Comparisons that every type but boolean has. The values are literals."""
    return {
        "eq": f"{c} = {mid}",
        "ne": f"{c} <> {mid}",
        "lt": f"{c} < {mid}",
        "le": f"{c} <= {mid}",
        "gt": f"{c} > {mid}",
        "ge": f"{c} >= {mid}",
        "turned": f"{mid} <= {c}",
        "in": f"{c} IN ({low}, {mid}, {mid})",
        "in null": f"{c} IN ({mid}, NULL)",
        "not in": f"{c} NOT IN ({low}, {high})",
        "not in null": f"{c} NOT IN ({low}, NULL)",
        "between": f"{c} BETWEEN {low} AND {mid}",
        "not between": f"{c} NOT BETWEEN {mid} AND {high}",
        "between none": f"{c} BETWEEN {high} AND {low}",
        "null": f"{c} IS NULL",
        "not null": f"{c} IS NOT NULL",
        "not gt": f"NOT ({c} > {mid})",
        "not eq": f"NOT ({c} = {mid})",
        "or null": f"{c} = {mid} OR {c} IS NULL",
        "or": f"{c} < {mid} OR {c} = {high}",
        "not or": f"NOT ({c} < {mid} OR {c} = {high})",
        "not and": f"NOT ({c} >= {low} AND {c} <= {mid})",
        "distinct": f"{c} IS DISTINCT FROM {mid}",
        "not distinct": f"{c} IS NOT DISTINCT FROM {mid}",
        "any": f"{c} = ANY (ARRAY[{low}, {high}])",
        "eq null": f"{c} = NULL",
        "coalesce": f"coalesce({c}, {high}) = {high}",
        "nullif": f"nullif({c}, {mid}) IS NULL",
    }


def of_text(c, value):
    """What only text has. `value` is the text itself."""

    def plain(part):
        for sign in "\\%_":
            part = part.replace(sign, "\\" + sign)
        return part

    start, inner, end = plain(value[:3]), plain(value[1:5]), plain(value[-2:])
    return {
        "like start": f"{c} LIKE {literal(start + '%')}",
        "like inner": f"{c} LIKE {literal('%' + inner + '%')}",
        "like end": f"{c} LIKE {literal('%' + end)}",
        "like whole": f"{c} LIKE {literal(plain(value))}",
        "like one": f"{c} LIKE {literal('_' + plain(value[1:3]) + '%')}",
        "like percent": rf"{c} LIKE '%\%%'",
        "like underscore": rf"{c} LIKE '%\_%'",
        "like escape": f"{c} LIKE '%!%%' ESCAPE '!'",
        "like length": f"{c} LIKE '____'",
        "not like": f"{c} NOT LIKE {literal(start + '%')}",
        "ilike start": f"{c} ILIKE {literal(start.swapcase() + '%')}",
        "ilike inner": f"{c} ILIKE {literal('%' + inner.upper() + '%')}",
        "not ilike": f"{c} NOT ILIKE {literal('%' + inner.lower() + '%')}",
        "lower": f"lower({c}) = {literal(value.lower())}",
        "upper in": f"upper({c}) IN ({literal(value.upper())}, 'X')",
        "other case": f"{c} = {literal(value.swapcase())}",
        "ne other case": f"{c} <> {literal(value.swapcase())}",
        "empty": f"{c} = ''",
        "not empty": f"{c} <> ''",
        "starts with": f"starts_with({c}, {literal(value[:3])})",
        "regex": f"{c} ~ '^[A-M]'",
        "regex case": f"{c} ~* '^[a-m]'",
        "length": f"length({c}) > 6",
    }


BOOLEAN = {
    "bare": "{c}",
    "not": "NOT {c}",
    "true": "{c} IS TRUE",
    "not true": "{c} IS NOT TRUE",
    "false": "{c} IS FALSE",
    "not false": "{c} IS NOT FALSE",
    "unknown": "{c} IS UNKNOWN",
    "null": "{c} IS NULL",
    "eq true": "{c} = true",
    "ne true": "{c} <> true",
    "eq text": "{c} = 'f'",
    "coalesce": "NOT coalesce({c}, false)",
}
NUMBER = {
    "arithmetic": "{c} * 2 > {mid}",
    "sum": "{c} + 0.5 <= {mid}",
    "negative": "-{c} < 0",
    "fraction": "{c} > 0.1",
    "cast": "{c}::double precision >= 1",
    "text": "{c} >= '1'",
    "round": "round({c}::numeric, 0) = round({mid}::numeric, 0)",
}
DAY = {
    "typed": "{c} >= DATE {mid}",
    "year": "extract(year from {c}) = 2026",
    "month": "date_trunc('month', {c}) = date_trunc('month', DATE {mid})",
    "ago": "{c} > current_date - 400",
    "interval": "{c} < now() - interval '30 days'",
    "part": "date_part('month', {c}) IN (1, 2, 3)",
    "cast": "{c}::timestamp < '2026-06-01 12:00:00'",
}
MOMENT = {
    "typed": "{c} >= TIMESTAMPTZ {mid}",
    "offset": "{c} >= '2026-01-01T01:00:00+02:00'",
    "day": "{c} >= '2026-01-01'",
    "date": "{c}::date = {mid}::timestamptz::date",
    "year": "extract(year from {c}) = 2026",
    "month": "date_trunc('month', {c}) = date_trunc('month', TIMESTAMPTZ {mid})",
    "ago": "{c} > now() - interval '400 days'",
    "hours": "{c} < current_timestamp - interval '36 hours'",
    "zone": "{c} AT TIME ZONE 'UTC' < '2026-06-01 12:00:00'",
}


def samples(connection, table, column):
    """A low, a middle and a high value of a column, or None if it has none."""
    c, t = quoted(column.name), quoted(table.name)
    found = [
        row[0]
        for row in connection.execute(
            f"SELECT DISTINCT {c} FROM {t} WHERE {c} IS NOT NULL ORDER BY 1"
        )
    ]
    return (found[0], found[len(found) // 2], found[-1]) if found else None


def clauses(table, column, values):
    """Clauses of one column by name."""
    c, family = quoted(column.name), kind(column.type)
    if family == "bool":
        return {name: text.format(c=c) for name, text in BOOLEAN.items()}
    if values is None:
        return {"null": f"{c} IS NULL", "not null": f"{c} IS NOT NULL"}
    texts = [value.isoformat() if family in ("date", "time") else value for value in values]
    low, mid, high = map(literal, texts)
    found = compared(c, low, mid, high)
    if family == "text":
        found |= of_text(c, values[1])
    else:
        if family in ("date", "time"):
            cast = "date" if family == "date" else "timestamptz"
            found["any"] = f"{c} = ANY (ARRAY[{low}::{cast}, {high}::{cast}])"
        more = {"number": NUMBER, "date": DAY, "time": MOMENT}[family]
        found |= {name: text.format(c=c, mid=mid) for name, text in more.items()}
    return found


def all_of(connection, tables, everything=True):
    """A statement for each clause of each column, or for a share of them; the names are where/table.column/clause."""
    for table in tables.values():
        order = ", ".join(map(quoted, table.order()))
        for place, column in enumerate(table.columns):
            found = clauses(table, column, samples(connection, table, column))
            if not everything:
                of = 10 if table.name in THOROUGH else 30
                found = dict(list(found.items())[place % of :: of])
            for name, text in found.items():
                query = f"SELECT {order} FROM {quoted(table.name)} WHERE {text}"
                yield Statement(f"where/{table.name}.{column.name}/{name}", query)


def limits(connection, tables, of=1):
    """LIMIT, OFFSET and counts over filtered rows: a filter that is decided late must not eat rows."""
    for table in tables.values():
        if table.name not in THOROUGH:
            continue
        order, name = ", ".join(map(quoted, table.order())), quoted(table.name)
        for column in table.columns[::of]:
            values = samples(connection, table, column)
            if values is None:
                continue
            found = clauses(table, column, values)
            for clause in ("ge", "ne", "like inner", "ilike start", "not like", "null", "not true"):
                if clause in found:
                    where, start = found[clause], f"limit/{table.name}.{column.name}/{clause}"
                    yield Statement(
                        f"{start} page",
                        f"SELECT {order} FROM {name} WHERE {where} ORDER BY {order} LIMIT 7 OFFSET 3",
                        True,
                    )
                    yield Statement(
                        f"{start} size",
                        f"SELECT count(*) FROM (SELECT 1 FROM {name} WHERE {where} LIMIT 9) q",
                        True,
                    )
                    yield Statement(
                        f"{start} count",
                        f"SELECT count(*), count({quoted(column.name)}) FROM {name} WHERE {where}",
                        True,
                    )
