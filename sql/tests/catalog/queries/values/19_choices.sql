SELECT CASE WHEN i = 1 THEN 0 ELSE 1 / (i - 1) END AS guarded, CASE i - 1 WHEN 0 THEN NULL ELSE 12 / (i - 1) END AS of
  FROM (VALUES (1), (2), (3)) AS v(i) ORDER BY i
