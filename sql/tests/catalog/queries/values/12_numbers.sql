SELECT mod(7, 3) AS a, sign(-2.5) AS b, sign(0.0::float8) AS c, width_bucket(5.35, 0.024, 10.06, 5) AS d, 7 / 2 AS e, -7 / 2 AS f,
       1e3 AS g, 1.5e-3 AS h, '12.50'::numeric AS i, ceil(2.5) AS j, floor(-2.5) AS k, 9223372036854775807 % 10 AS l,
       sum(x) AS m, 2147483647 + 1::bigint AS n, variance(y) AS o, every(y > 0) AS p, greatest(1, 2) AS q
  FROM (VALUES (9223372036854775807, 1::float8), (1, 3::float8)) AS t(x, y)
