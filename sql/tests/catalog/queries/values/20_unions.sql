SELECT x * 2 = 5 AS twice, x / 2 > 0.3 AS half, pg_typeof(x) AS t FROM (SELECT 1 AS x UNION ALL SELECT 2.5) AS u
