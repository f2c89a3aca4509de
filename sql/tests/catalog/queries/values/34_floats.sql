SELECT sum(x) AS a, avg(x) AS b, max(x) AS c, pg_typeof(sum(x)) AS d FROM (SELECT 1.5::float8 AS x UNION ALL SELECT 2.25 UNION ALL SELECT 3) AS t
