SELECT CASE WHEN x > 1 THEN 'many' ELSE 'few' END AS size, count(*), sum(y * 2) > 4 AS more
  FROM (SELECT i AS x, CASE WHEN i = 1 THEN 1 ELSE 2.5 END AS y FROM (VALUES (1), (2), (3)) AS v(i)) AS t
 GROUP BY CASE WHEN x > 1 THEN 'many' ELSE 'few' END ORDER BY 1
