"""Queries over the names that every door has: joins, groups, windows, functions. `*` before a name: every client runs it."""

import datetime
import decimal

from statements import Statement

# name -> query; all but those of UNORDERED put their rows into one order.
JOINS = {
    "*inner": """SELECT p.id, p.name, d.id AS deal, d.amount FROM partners p JOIN deals d ON d.partner_id = p.id
        ORDER BY d.id LIMIT 200""",
    "*left": """SELECT p.id, d.id AS deal FROM partners p LEFT JOIN deals d ON d.partner_id = p.id AND d.is_won
        ORDER BY p.id, d.id NULLS FIRST LIMIT 200""",
    "filtered": """SELECT p.name, d.name, d.amount FROM partners p JOIN deals d ON d.partner_id = p.id
        WHERE p.country = 'DE' AND d.amount > 100 ORDER BY d.id""",
    "left where": """SELECT p.id FROM partners p LEFT JOIN deals d ON d.partner_id = p.id WHERE d.id IS NULL ORDER BY p.id""",
    "incentives": """SELECT d.id, i.id AS incentive, i.amount, d.amount AS deal_amount FROM deals d
        JOIN incentives i ON i.deal_id = d.id ORDER BY i.id""",
    "three": """SELECT p.id, d.id AS deal, i.id AS incentive FROM partners p JOIN deals d ON d.partner_id = p.id
        JOIN incentives i ON i.deal_id = d.id WHERE i.amount IS NOT NULL ORDER BY i.id LIMIT 100""",
    "self": """SELECT c.id, p.id AS parent FROM partners c JOIN partners p ON p.id = c.parent_id ORDER BY c.id""",
    "right": """SELECT l.id, p.id AS partner FROM partners p RIGHT JOIN leads l ON l.partner_id = p.id ORDER BY l.id LIMIT 100""",
    "full": """SELECT l.id, d.id AS deal FROM leads l FULL JOIN deals d ON d.lead_id = l.id
        ORDER BY l.id NULLS LAST, d.id NULLS LAST LIMIT 400""",
    "using": """SELECT partner_id, l.id, d.id AS deal FROM leads l JOIN deals d USING (partner_id) ORDER BY l.id, d.id LIMIT 100""",
    "cross": """SELECT count(*) FROM (SELECT 1 FROM partners LIMIT 5) a CROSS JOIN (SELECT 1 FROM leads LIMIT 4) b""",
    "in query": """SELECT id FROM deals WHERE partner_id IN (SELECT id FROM partners WHERE country = 'DE') ORDER BY id""",
    "not in query": """SELECT id FROM partners WHERE id NOT IN (SELECT partner_id FROM deals WHERE partner_id IS NOT NULL)
        ORDER BY id""",
    "not in null": """SELECT count(*) FROM partners WHERE id NOT IN (SELECT CASE WHEN is_won THEN partner_id END FROM deals)""",
    "exists": """SELECT id FROM partners p WHERE EXISTS (SELECT 1 FROM deals d WHERE d.partner_id = p.id AND d.is_won) ORDER BY id""",
    "not exists": """SELECT id FROM partners p WHERE NOT EXISTS (SELECT 1 FROM leads l WHERE l.partner_id = p.id) ORDER BY id""",
    "scalar query": """SELECT id, (SELECT count(*) FROM deals d WHERE d.partner_id = p.id) AS deals FROM partners p ORDER BY id""",
    "text key": """SELECT count(*) FROM deals a JOIN deals b ON a.customer_name = b.customer_name""",
    "unequal": """SELECT count(*) FROM incentives i JOIN deals d ON i.deal_id = d.id AND i.amount < d.amount""",
    "same column twice": """SELECT count(*) FROM (SELECT id, * FROM contacts) c""",
    "programs": """SELECT p.name, q.position, q.program FROM partners p JOIN partner_programs q ON q.partner_id = p.id
        ORDER BY p.id, q.position LIMIT 100""",
    "records": """SELECT entity, count(*), count(DISTINCT source) FROM records GROUP BY entity ORDER BY entity""",
    "lateral": """SELECT p.id, t.id AS deal FROM partners p
        CROSS JOIN LATERAL (SELECT id FROM deals d WHERE d.partner_id = p.id ORDER BY id LIMIT 1) t ORDER BY p.id""",
}
GROUPS = {
    "*count": "SELECT count(*) FROM deals",
    "*by stage": """SELECT stage, count(*) AS n, count(amount) AS with_amount, sum(amount) AS total, min(amount) AS low, max(amount) AS high
        FROM deals GROUP BY stage ORDER BY stage NULLS LAST""",
    "avg": "SELECT stage, avg(amount) FROM deals GROUP BY stage ORDER BY stage NULLS LAST",
    "*avg rounded": "SELECT stage, round(avg(amount), 2) AS mean FROM deals GROUP BY stage ORDER BY stage NULLS LAST",
    "avg float": "SELECT round(avg(amount::double precision)) FROM deals WHERE abs(amount) < 1e12",
    "avg bigint": "SELECT avg(tier_rank) FROM partners",
    "sum bigint": "SELECT sum(tier_rank) FROM partners",
    "min max": """SELECT min(close_date), max(close_date), min(created_at), max(updated_at), min(name), max(name) FROM deals""",
    "none": "SELECT count(*), sum(amount), min(name), avg(amount) FROM deals WHERE id = 'no such id'",
    "none grouped": "SELECT stage, count(*) FROM deals WHERE id = 'no such id' GROUP BY stage",
    "count distinct": "SELECT count(DISTINCT partner_id), count(DISTINCT stage) FROM deals",
    "sum distinct": "SELECT sum(DISTINCT amount) FROM deals",
    "filter": "SELECT count(*) FILTER (WHERE is_won), sum(amount) FILTER (WHERE is_won) FROM deals",
    "case": """SELECT sum(CASE WHEN is_won THEN 1 ELSE 0 END) AS won, sum(CASE WHEN is_won THEN amount END) AS worth FROM deals""",
    "having": """SELECT partner_id, count(*) FROM deals GROUP BY partner_id HAVING count(*) > 2 ORDER BY partner_id NULLS LAST""",
    "by place": """SELECT stage, amount_currency, count(*) FROM deals GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2 NULLS LAST""",
    "by expression": """SELECT date_trunc('month', close_date) AS month, count(*) FROM deals GROUP BY date_trunc('month', close_date)
        ORDER BY 1 NULLS LAST""",
    "rollup": """SELECT stage, amount_currency, count(*) FROM deals GROUP BY ROLLUP (stage, amount_currency)
        ORDER BY stage NULLS FIRST, amount_currency NULLS FIRST, count(*)""",
    "grouping sets": """SELECT stage, is_won, count(*) FROM deals GROUP BY GROUPING SETS ((stage), (is_won), ())
        ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3""",
    "bool": "SELECT bool_and(is_closed), bool_or(is_won) FROM deals",
    "strings": "SELECT string_agg(stage, ',' ORDER BY id) FROM deals WHERE id < 'd' OR stage = 'NEGOTIATION'",
    "arrays": "SELECT array_agg(id ORDER BY id) FROM (SELECT id FROM deals ORDER BY id LIMIT 3) q",
    "spread": "SELECT round(stddev(tier_rank)::numeric, 3), round(variance(tier_rank)::numeric, 3) FROM partners WHERE tier_rank < 100",
    "percentile": "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY tier_rank::double precision) FROM partners",
    "distinct": "SELECT DISTINCT stage, is_won FROM deals ORDER BY 1 NULLS LAST, 2 NULLS LAST",
    "distinct on": "SELECT DISTINCT ON (stage) stage, id FROM deals ORDER BY stage NULLS LAST, id",
    "group of join": """SELECT p.country, sum(d.amount) AS total, count(*) AS n FROM deals d JOIN partners p ON p.id = d.partner_id
        GROUP BY p.country HAVING count(*) > 1 ORDER BY p.country NULLS LAST""",
}
SETS = {
    "*union": "SELECT name FROM partners UNION SELECT name FROM leads ORDER BY 1 NULLS LAST",
    "union all": "SELECT 'p' AS what, id FROM partners UNION ALL SELECT 'l', id FROM leads ORDER BY 1, 2",
    "union null": "SELECT id, amount FROM deals UNION ALL SELECT id, NULL FROM leads ORDER BY 1",
    "intersect": "SELECT partner_id FROM deals INTERSECT SELECT partner_id FROM leads ORDER BY 1 NULLS LAST",
    "except": "SELECT id FROM partners EXCEPT SELECT partner_id FROM deals ORDER BY 1",
    "*cte": """WITH won AS (SELECT partner_id, sum(amount) AS total FROM deals WHERE is_won GROUP BY partner_id)
        SELECT p.id, w.total FROM partners p JOIN won w ON w.partner_id = p.id ORDER BY p.id""",
    "cte twice": """WITH d AS (SELECT id, partner_id FROM deals), p AS (SELECT partner_id, count(*) AS n FROM d GROUP BY partner_id)
        SELECT d.id, p.n FROM d JOIN p USING (partner_id) ORDER BY d.id""",
    "recursive": """WITH RECURSIVE up AS (SELECT id, parent_id, 1 AS depth FROM partners WHERE parent_id IS NOT NULL
        UNION ALL SELECT u.id, p.parent_id, u.depth + 1 FROM up u JOIN partners p ON p.id = u.parent_id
        WHERE p.parent_id IS NOT NULL AND u.depth < 4) SELECT id, max(depth) FROM up GROUP BY id ORDER BY id""",
    "values": "SELECT * FROM (VALUES (1, 'a', 1.50), (2, NULL, NULL)) v(n, t, d) ORDER BY n",
    "one row": "SELECT 1 AS one, 'a' AS a, NULL AS nothing, true AS yes, 1.5 AS num, DATE '2026-02-03' AS day",
    "series": "SELECT n FROM generate_series(1, 5) AS n ORDER BY n",
    "long series": "SELECT count(*), max(n) FROM generate_series(1, 1000001) AS n",
    "two lists": """SELECT unnest(ARRAY(SELECT id FROM deals ORDER BY id LIMIT 2)) AS deal,
        unnest(ARRAY(SELECT id FROM leads ORDER BY id LIMIT 2)) AS lead ORDER BY 1, 2""",
    "two subqueries": "SELECT max((SELECT min(id) FROM deals)) AS deal, max((SELECT min(id) FROM leads)) AS lead FROM partners",
    "days": "SELECT day FROM generate_series(TIMESTAMPTZ '2026-01-30', TIMESTAMPTZ '2026-02-02', interval '1 day') AS day ORDER BY day",
}
WINDOWS = {
    "*row number": """SELECT id, row_number() OVER (PARTITION BY partner_id ORDER BY id) AS n FROM deals ORDER BY id""",
    "running": """SELECT id, sum(amount) OVER (PARTITION BY stage ORDER BY id) AS running FROM deals ORDER BY id""",
    "rank": """SELECT id, rank() OVER (ORDER BY tier_rank NULLS LAST) AS r, dense_rank() OVER (ORDER BY tier_rank NULLS LAST) AS d
        FROM partners ORDER BY id""",
    "lag": "SELECT id, lag(stage) OVER (ORDER BY id) AS before, lead(stage, 2, 'none') OVER (ORDER BY id) AS after FROM deals ORDER BY id",
    "share": """SELECT id, round(100 * amount / nullif(sum(abs(amount)) OVER (), 0), 3) AS share FROM deals
        WHERE abs(amount) < 1e12 ORDER BY id""",
    "first": "SELECT id, first_value(id) OVER (PARTITION BY stage ORDER BY id) AS f, ntile(4) OVER (ORDER BY id) AS q FROM deals ORDER BY id",
    "frame": "SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS n FROM deals ORDER BY id",
    "top per group": """SELECT id, partner_id FROM (SELECT id, partner_id, row_number() OVER (PARTITION BY partner_id ORDER BY amount DESC
        NULLS LAST, id) AS n FROM deals) q WHERE n <= 2 ORDER BY id""",
}
REFUSED = {
    "no table": "SELECT 1 FROM no_such_table",
    "no column": "SELECT no_such_column FROM deals",
    "no function": "SELECT no_such_function(id) FROM deals",
    "syntax": "SELEC 1",
    "division": "SELECT 1 / 0",
    "number": "SELECT 'x'::bigint",
    "date": "SELECT '2026-02-30'::date",
    "ambiguous": "SELECT id FROM partners p JOIN deals d ON d.partner_id = p.id",
    "not grouped": "SELECT stage, count(*) FROM deals",
}
WRITES = {
    "insert": "INSERT INTO partners (id) VALUES ('x')",
    "update": "UPDATE partners SET name = 'x'",
    "delete": "DELETE FROM partners",
}
UTC = datetime.timezone.utc
PARAMETERS = {
    "*text": ("SELECT id FROM deals WHERE stage = $1 ORDER BY id", ("NEGOTIATION",)),
    "like": ("SELECT id FROM partners WHERE name LIKE $1 ORDER BY id", ("A%",)),
    "ilike": ("SELECT id FROM partners WHERE name ILIKE $1 ORDER BY id", ("%c%",)),
    "*bigint": ("SELECT id FROM partners WHERE tier_rank >= $1 ORDER BY id", (2,)),
    "*numeric": (
        "SELECT id, amount FROM deals WHERE amount > $1 ORDER BY id",
        (decimal.Decimal("7499.999999999"),),
    ),
    "*date": (
        "SELECT id, close_date FROM deals WHERE close_date >= $1 ORDER BY id",
        (datetime.date(2026, 1, 1),),
    ),
    "*moment": (
        "SELECT id, updated_at FROM deals WHERE updated_at > $1 ORDER BY id",
        (datetime.datetime(2026, 1, 1, 12, 30, 0, 123456, tzinfo=UTC),),
    ),
    "*bool": ("SELECT id FROM deals WHERE is_won = $1 ORDER BY id", (True,)),
    "several": (
        "SELECT id FROM deals WHERE stage = $1 AND amount < $2 AND close_date < $3 ORDER BY id",
        ("NEGOTIATION", decimal.Decimal("1000000"), datetime.date(2026, 6, 1)),
    ),
    "null": (
        "SELECT id FROM deals WHERE stage = $1 OR $2::text IS NULL ORDER BY id",
        ("NEGOTIATION", None),
    ),
    "value": (
        "SELECT $1::text AS t, $2::bigint AS n, $3::numeric AS d",
        ("ü'\"\\", 2**40, decimal.Decimal("0.100")),
    ),
    "limit": ("SELECT id FROM deals ORDER BY id LIMIT $1 OFFSET $2", (5, 2)),
    "limit as text": ("SELECT id FROM deals ORDER BY id LIMIT $1 OFFSET $2", ("5", "2")),
    "format": (
        "SELECT id, to_char(close_date, $1) AS month FROM deals ORDER BY id",
        ("YYYY-MM",),
    ),
    "array as text": (
        "SELECT id FROM deals WHERE stage = ANY($1) ORDER BY id",
        ("{NEGOTIATION,PROPOSAL}",),
    ),
    "places": ("SELECT id, round(amount, $1) AS r FROM deals ORDER BY id", ("2",)),
}


def _of(group, entries):
    for name, text in entries.items():
        yield name.startswith("*"), Statement(f"{group}/{name.lstrip('*')}", text, True)


def all_of():
    """Pairs: whether every client runs it, and the statement."""
    for group, entries in (("join", JOINS), ("group", GROUPS), ("set", SETS), ("window", WINDOWS)):
        yield from _of(group, entries)
    for name, (text, params) in PARAMETERS.items():
        yield name.startswith("*"), Statement(f"parameter/{name.lstrip('*')}", text, True, params)
