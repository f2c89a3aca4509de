SELECT to_char(t, 'YYYY-MM-DD HH24:MI:SS.US') AS a, to_char(t, 'FMDay, FMDD. FMMonth YYYY') AS b, to_char(t, 'IYYY-IW') AS c,
       to_char(t, 'YYYY"-Q"Q') AS d, to_char(t, 'HH12:MI AM') AS e, to_char(t::date, 'Dy DD Mon') AS f,
       to_char(1234.5, 'FM9,999.00') AS g, to_char(-7, '999') AS h, to_char(0.1::float8, '0.99') AS i,
       to_date('03.02.2026', 'DD.MM.YYYY') AS j, to_timestamp('2026-02-03 04:05:06.5', 'YYYY-MM-DD HH24:MI:SS.MS')::text AS k,
       to_timestamp(1767225600.25)::text AS l, to_char(t, 'TZ') AS m
  FROM (VALUES (timestamptz '2026-01-02 03:04:05.25+00'), (timestamptz '2024-12-29 23:59:59.999999+00')) AS v(t)
