"""Queries in the shapes that BI tools write, down to their aliases."""

from statements import Statement

POWER_BI = {
    "preview": """select "$Table"."id" as "id", "$Table"."name" as "name", "$Table"."amount" as "amount"
        from "public"."deals" "$Table" order by "$Table"."id" limit 1000""",
    "folded filter": """select "_"."id", "_"."name", "_"."amount", "_"."close_date"
        from (select "id", "name", "amount", "close_date" from "public"."deals" "$Table") "_"
        where "_"."close_date" >= date '2026-01-01' and ("_"."amount" > 1000 and "_"."amount" is not null) order by "_"."id" limit 1000""",
    "group": """select "rows"."stage" as "stage", sum("rows"."amount") as "a0", count(1) as "a1"
        from (select "_"."stage", "_"."amount" from "public"."deals" "_") "rows" group by "stage" order by "stage" limit 1000001""",
    "direct query": """select "_"."c1" as "c1", "_"."a0" as "a0" from (
        select "rows"."c1" as "c1", sum("rows"."c2") as "a0" from (
        select "t1"."country" as "c1", "t0"."amount" as "c2" from "public"."deals" "t0"
        left outer join "public"."partners" "t1" on ("t0"."partner_id" = "t1"."id")) "rows" group by "c1") "_"
        where not "_"."a0" is null order by "c1" nulls last limit 1000001""",
    "null order": """select "t0.0" as "t0.0", "t1.0" as "t1.0" from (
        select "_"."stage" as "t0.0", case when "_"."stage" is null then 0 else 1 end as "t1.0" from "public"."deals" "_"
        group by "_"."stage") "o" order by "t1.0", "t0.0" limit 1001""",
    "slicer": """select "stage" from (select distinct "_"."stage" from "public"."deals" "_") "q"
        where "stage" in ('NEGOTIATION', 'CLOSED_WON') or "stage" is null order by 1 limit 101""",
    "join": """select "$Outer"."id", "$Inner"."name" as "partner.name" from
        (select "id", "partner_id" as "partner_id2" from "public"."deals") "$Outer"
        left outer join (select "id" as "id3", "name" from "public"."partners") "$Inner" on ("$Outer"."partner_id2" = "$Inner"."id3")
        order by "$Outer"."id" limit 200""",
    "text": """select "_"."id" from "public"."partners" "_"
        where position('acme' in lower("_"."name")) > 0 or left("_"."name", 1) = 'Q' order by "_"."id" limit 1000""",
}
SUPERSET = {
    "chart": """SELECT DATE_TRUNC('month', close_date) AS close_date, stage AS stage, SUM(amount) AS "SUM(amount)"
        FROM public.deals WHERE close_date >= TO_DATE('2025-01-01', 'YYYY-MM-DD') AND close_date < TO_DATE('2027-01-01', 'YYYY-MM-DD')
        GROUP BY DATE_TRUNC('month', close_date), stage ORDER BY "SUM(amount)" DESC NULLS LAST, 1, 2 LIMIT 10000""",
    "time filter": """SELECT count(*) AS count FROM public.deals
        WHERE updated_at >= TO_TIMESTAMP('2025-11-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US')""",
    "sql lab": """SELECT * FROM (SELECT id, name, stage FROM deals ORDER BY id) AS inner_qry LIMIT 1001""",
    "virtual": """SELECT country AS country, COUNT(DISTINCT partner) AS "COUNT_DISTINCT(partner)" FROM (
        SELECT p.country, d.partner_id AS partner FROM deals d JOIN partners p ON p.id = d.partner_id) AS virtual_table
        GROUP BY country ORDER BY "COUNT_DISTINCT(partner)" DESC, country LIMIT 1000""",
    "series limit": """SELECT d.stage, count(*) AS n FROM deals d JOIN (SELECT stage AS stage__, count(*) AS mme_inner__ FROM deals
        GROUP BY stage ORDER BY mme_inner__ DESC, 1 LIMIT 3) AS series_limit ON d.stage = series_limit.stage__ GROUP BY d.stage ORDER BY d.stage""",
    "values": "SELECT DISTINCT stage AS stage FROM public.deals ORDER BY 1 LIMIT 10000",
}
METABASE = {
    "fingerprint": """SELECT "public"."deals"."id" AS "id", "public"."deals"."name" AS "name", "public"."deals"."amount" AS "amount",
        SUBSTRING("public"."deals"."customer_name", 1, 1234) AS "substring1" FROM "public"."deals" ORDER BY "public"."deals"."id" LIMIT 10000""",
    "field values": """SELECT "public"."deals"."stage" AS "stage" FROM "public"."deals" GROUP BY "public"."deals"."stage"
        ORDER BY "public"."deals"."stage" ASC LIMIT 1000""",
    "by month": """SELECT CAST(DATE_TRUNC('month', "source"."close_date") AS date) AS "close_date", SUM("source"."amount") AS "sum"
        FROM (SELECT "public"."deals"."close_date", "public"."deals"."amount" FROM "public"."deals") AS "source"
        GROUP BY CAST(DATE_TRUNC('month', "source"."close_date") AS date) ORDER BY 1 ASC""",
    "week": """SELECT CAST((DATE_TRUNC('week', CAST(("public"."deals"."close_date" + INTERVAL '1 day') AS timestamp))
        + INTERVAL '-1 day') AS date) AS "close_date", COUNT(*) AS "count" FROM "public"."deals" GROUP BY 1 ORDER BY 1 ASC""",
    "join": """SELECT "p"."country" AS "p__country", COUNT(*) AS "count" FROM "public"."deals"
        LEFT JOIN "public"."partners" AS "p" ON "public"."deals"."partner_id" = "p"."id" WHERE (LOWER("p"."name") LIKE '%acme%')
        GROUP BY "p"."country" ORDER BY "p"."country" ASC""",
    "relative": """SELECT COUNT(*) AS "count" FROM "public"."deals" WHERE "public"."deals"."updated_at" >=
        CAST((DATE_TRUNC('month', (NOW() + INTERVAL '-12 month'))) AS timestamptz) AND "public"."deals"."updated_at" < NOW()""",
    "exclude": """SELECT COUNT(*) AS "count" FROM "public"."deals" WHERE ("public"."deals"."stage" <> 'CLOSED_LOST')
        OR ("public"."deals"."stage" IS NULL)""",
    "bins": """SELECT FLOOR(("public"."partners"."tier_rank" / 2.0)) * 2.0 AS "tier_rank", COUNT(*) AS "count"
        FROM "public"."partners" GROUP BY 1 ORDER BY 1 ASC""",
}
TABLEAU = {
    "extract": """SELECT "deals"."amount" AS "amount", "deals"."id" AS "id", "deals"."is_won" AS "is_won" FROM "public"."deals" "deals"
        ORDER BY "deals"."id" LIMIT 1000""",
    "worksheet": """SELECT "deals"."stage" AS "stage", SUM("deals"."amount") AS "sum:amount:ok", CAST(DATE_TRUNC('QUARTER', "deals"."close_date") AS DATE)
        AS "tqr:close_date:ok" FROM "public"."deals" "deals" GROUP BY 1, 3 ORDER BY 1, 3""",
    "year": """SELECT CAST(EXTRACT(YEAR FROM "deals"."close_date") AS BIGINT) AS "yr:close_date:ok", COUNT(1) AS "n"
        FROM "public"."deals" "deals" GROUP BY 1 ORDER BY 1""",
    "condition": """SELECT "t0"."stage" AS "stage" FROM (SELECT "deals"."stage" AS "stage", SUM("deals"."amount") AS "x" FROM "public"."deals" "deals"
        GROUP BY 1 HAVING (COUNT(1) > 0)) "t0" ORDER BY 1""",
}
GRAFANA = {
    "series": """SELECT date_trunc('day', updated_at) AS "time", count(*) AS n FROM deals
        WHERE updated_at BETWEEN '2025-01-01T00:00:00Z' AND '2026-12-31T23:59:59.999Z' GROUP BY 1 ORDER BY 1""",
    "buckets": """SELECT floor(extract(epoch from updated_at)/86400)*86400 AS "time", sum(amount) AS value FROM deals
        WHERE extract(epoch from updated_at) >= 1735689600 GROUP BY 1 ORDER BY 1""",
}


def all_of():
    """Statements of each tool."""
    for tool, entries in (
        ("power bi", POWER_BI),
        ("superset", SUPERSET),
        ("metabase", METABASE),
        ("tableau", TABLEAU),
        ("grafana", GRAFANA),
    ):
        for name, text in entries.items():
            yield Statement(f"shape/{tool}/{name}", text, True)
