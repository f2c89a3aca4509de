SELECT age(timestamp '2026-03-01', timestamp '2026-01-31')::text AS a, age(date '2024-02-29', date '2023-03-31')::text AS b,
       (interval '1 day' * 2.5)::text AS c, (3 * interval '1 month')::text AS d, (interval '1 month' / 4)::text AS e,
       date '2026-01-01' + interval '90 minutes' AS f, date '2026-01-31' - interval '1 month' AS g,
       date '2026-03-01' - date '2026-02-01' AS h, justify_days(interval '40 days')::text AS i,
       justify_hours(interval '50 hours')::text AS j, timestamp '2026-01-31 12:00' AS k, '2026-01-31T12:00+02'::timestamptz AS l,
       isfinite(date '2026-01-01') AS m, make_timestamp(2026, 2, 3, 4, 5, 6.5)::text AS n,
       date_trunc('month', date '2026-02-03') AS o, timestamptz '2026-01-31 12:30:00+00' > '2026-01-31 12:00' AS p
