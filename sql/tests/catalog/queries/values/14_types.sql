SELECT coalesce(null::date, '2026-01-31') AS a, greatest(date '2026-01-31', '2026-02-01') AS b, nullif(date '2026-01-31', '2026-01-31') AS c,
       (timestamptz '2026-01-31 12:00:00+00')::text AS d, 'at ' || timestamp '2026-01-31 12:00:00' AS e,
       concat(1.5::float8, '/', timestamp '2026-01-31 12:00:00') AS f, (1.5::float8)::text AS g, (interval '1 day 2 hours')::text AS h,
       true::text AS i, (date '2026-01-31')::text AS j, (timestamp '2026-01-31 12:00:00')::varchar(10) AS k,
       max((SELECT 1)) + max((SELECT 2)) AS l, 'a' = ANY (ARRAY(SELECT 'a')) AS m, 'b' <> ALL (ARRAY(SELECT 'a')) AS n,
       (SELECT count(*) FROM (SELECT relname, * FROM pg_class LIMIT 1) q) AS o
