SELECT (array_agg(n ORDER BY i))[1] * 2 = 2.5 AS a, (array_agg(d ORDER BY i))[2] AS b, (array_agg(ts ORDER BY i))[1] AS c,
       (array_agg(s ORDER BY i DESC))[1] AS d, (array_agg(f ORDER BY i))[1] / 2 AS e, (array_agg(n))[9] AS f,
       array_to_string(array_agg(n ORDER BY i), ',') AS g, array_to_string(array_agg(ts ORDER BY i), ',', '-') AS h,
       array_to_string(array_agg(z ORDER BY i), ',') AS i, array_position(array_agg(n ORDER BY i), -2.250) AS j,
       array_position(array_agg(d ORDER BY i), date '2024-02-29') AS k, array_agg(ts ORDER BY i)::text AS l,
       array_to_string(array_agg(d ORDER BY i), ';') AS m, (array[1, 2.5])[1] * 2 = 2 AS n, (array[1.5::float8, 2])[2] AS o,
       pg_typeof((array_agg(n))[1]) AS p, array_agg(n ORDER BY i)::text AS q
  FROM (SELECT 1 AS i, 1.25 AS n, 1.5::float8 AS f, date '2024-01-31' AS d, timestamp '2024-01-31 23:59:59.123456' AS ts,
               timestamptz '2024-01-31 23:00:00+00' AS z, 'x' AS s
        UNION ALL SELECT 2, -2.25, 0, '2024-02-29', '2024-02-29', '2024-02-29', 'y') AS t
