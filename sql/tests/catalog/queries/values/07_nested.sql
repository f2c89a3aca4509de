SELECT x + 1 AS x, upper(y || 'a') AS y
  FROM (SELECT x + 1 AS x, upper(y || 'a') AS y FROM (SELECT x + 1 AS x, upper(y || 'a') AS y
  FROM (VALUES (1, 'q'), (2, null)) AS t(x, y)) AS a) AS b
