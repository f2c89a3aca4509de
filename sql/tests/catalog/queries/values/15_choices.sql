SELECT i, (CASE WHEN i = 1 THEN 0 ELSE n END) * 2 = n * 2 AS doubled,
       (CASE WHEN i = 1 THEN 0 ELSE n END) / 2 < 0 AS halved, round(CASE WHEN i = 1 THEN 0 ELSE n END, 1) AS rounded,
       (CASE i WHEN 1 THEN 1 ELSE 2147483648 END) + 1 AS larger,
       CASE WHEN i = 1 THEN d ELSE ts END AS moment, (CASE WHEN i = 1 THEN d ELSE ts END) - date '2024-01-01' AS since,
       CASE WHEN i = 1 THEN 1.5::float8 ELSE 2.25 END AS f, CASE WHEN i > 1 THEN 7 ELSE f END / 2 AS g,
       CASE i WHEN 1.0 THEN 'x' END || 'y' AS h, CASE WHEN i = 2 THEN '3' ELSE i END + 1 AS told,
       CASE WHEN i = 2 THEN NULL WHEN i = 3 THEN 2 ELSE 0.25 END >= 2 AS fourths, CASE WHEN i = 3 THEN NULL END AS none,
       (SELECT CASE WHEN i = 1 THEN 1 ELSE 2.5 END) * 2 > 4 AS below,
       pg_typeof(CASE WHEN i = 1 THEN 0 ELSE n END) AS t1, pg_typeof(CASE WHEN i = 1 THEN 1 ELSE f END) AS t2,
       pg_typeof(CASE WHEN i = 1 THEN d ELSE ts END) AS t3, pg_typeof(coalesce(f, n, i)) AS t4
  FROM (VALUES (1, 1.25, 1.5::float8, date '2024-01-31', timestamp '2024-02-01 10:00'),
               (2, -2.25, 2.5::float8, date '2024-02-29', timestamp '2024-02-29 00:00:00'), (3, 0.25, 0::float8, NULL, NULL)) AS t(i, n, f, d, ts)
