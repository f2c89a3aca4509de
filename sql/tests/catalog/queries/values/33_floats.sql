SELECT 1.5::float8 + 2.25 AS a, 2.5 / 1.25::float8 AS b, 0.1::float8 + 0.2 = 0.3 AS c, 0.1::float8 = 0.1 AS d,
       3::float8 / 2 AS e, greatest(1.5::float8, 2.5) AS f, coalesce(NULL, 1.5::float8, 2) AS g, 7 % 4 AS h,
       pg_typeof(1.5::float8 * 2.5) AS i, pg_typeof(coalesce(1.5, 1::float8)) AS j, 2 * 1.5::float8 AS k,
       1e15::float8 / 3 > 3 AS l, (1.5::float8 > 1.25) AS m, 1::float8 <> 1 AS n
