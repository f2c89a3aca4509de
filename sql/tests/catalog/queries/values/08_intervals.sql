SELECT extract(day FROM interval '3 days 4 hours') AS a, extract(hour FROM interval '3 days 4 hours') AS b,
       extract(minute FROM interval '90 minutes') AS d,
       extract(epoch FROM (b - a)) AS e, extract(day FROM (b - a)) AS f, extract(epoch FROM interval '1 day 2 hours') AS g
  FROM (VALUES (timestamptz '2026-01-01 00:00:00+00', timestamptz '2026-01-03 01:00:07+00')) AS v(a, b)
