SELECT sum(CASE WHEN i = 1 THEN 0 ELSE n END) AS a, sum(CASE WHEN i = 1 THEN 0 ELSE n END) / 2 > 3.1 AS b,
       max(CASE WHEN i = 1 THEN 1 ELSE 0.5 END) >= 1 AS c, sum(CASE WHEN n > 2 THEN 1 ELSE 0 END) * 100.0 / count(*) > 66 AS d,
       pg_typeof(sum(CASE WHEN i = 1 THEN 0 ELSE n END)) AS e, count(CASE WHEN i > 1 THEN 1 END) AS f
  FROM (VALUES (1, 1.25), (2, 2.25), (3, 4.25)) AS t(i, n)
