SELECT 2.5::int AS a, 3.5::int AS b, (-2.5)::int AS c, 2.4999::int8 AS d, 2.5::float8::int AS e,
       3.5::float8::int AS f, (-0.5)::float8::int8 AS g, '7'::int AS h, 7::int8 AS i, true::int AS j,
       round(2.5::float8) AS k, round(2.5) AS l, round(2.345, 2) AS m,
       sum(x)::int AS n
  FROM (VALUES (1.25), (2.25)) AS t(x)
