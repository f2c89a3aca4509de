SELECT (t AT TIME ZONE 'Europe/Berlin' AT TIME ZONE 'UTC') AS a
  FROM (VALUES (timestamp '2026-01-02 23:04:05'), (timestamp '2026-07-02 22:30:00'),
               (timestamp '2026-03-29 02:30:00'), (timestamp '2026-10-25 02:30:00')) AS v(t)
