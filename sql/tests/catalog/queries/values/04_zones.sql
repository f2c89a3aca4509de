SELECT (t AT TIME ZONE 'Europe/Berlin') AS a, (t AT TIME ZONE 'UTC') AS b,
       (t AT TIME ZONE 'america/new_york') AS c, timezone('Asia/Tokyo', t) AS d,
       date_trunc('day', t AT TIME ZONE 'Europe/Berlin') AS e
  FROM (VALUES (timestamptz '2026-01-02 23:04:05+00'), (timestamptz '2026-07-02 22:30:00+00')) AS v(t)
