SELECT json_build_object('n', n, 'd', d, 'ts', ts, 'z', z, 's', s, 'f', f, 'i', i)::text AS a, to_json(n)::text AS b,
       to_json(ts)::text AS c, to_json(z)::text AS d, to_json(d)::text AS e,
       format('%s %s %s %L', n, d, ts, z) AS g, concat(n, '|', d, '|', ts, '|', z) AS h
  FROM (SELECT 1 AS i, 1.25 AS n, 1.5::float8 AS f, date '2024-01-31' AS d, timestamp '2024-01-31 23:59:59.123456' AS ts,
               timestamptz '2024-01-31 23:00:00+00' AS z, 'x' AS s
        UNION ALL SELECT 2, -2.25, 0, '2024-02-29', '2024-02-29', '2024-02-29', 'y') AS t
