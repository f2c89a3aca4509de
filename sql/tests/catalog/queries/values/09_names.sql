SELECT 1, 'a', 1 AS b, case when true then 1 end, extract(year FROM date '2026-01-02'),
       'abc'::varchar(2), date_part('day', date '2026-01-02'), 2.5::int,
       timestamp '2026-01-02 03:04:05' AT TIME ZONE 'UTC', 'a' || 'b', upper('a'), -1, 1 + 1, null
