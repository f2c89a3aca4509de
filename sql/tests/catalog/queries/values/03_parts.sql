SELECT extract(second FROM t) AS a, extract(milliseconds FROM t) AS b, extract(microseconds FROM t) AS c,
       extract(epoch FROM t) AS d, extract(year FROM t) AS e, extract(dow FROM t) AS f,
       extract(isodow FROM t) AS g, extract(doy FROM t) AS h, extract(week FROM t) AS i,
       extract(quarter FROM t) AS j, extract(hour FROM t) AS k, extract(minute FROM t) AS l,
       date_part('second', t) AS m, date_part('month', t) AS n, date_part('epoch', t) AS o,
       extract(day FROM t::date) AS p, extract(isoyear FROM t) AS q
  FROM (VALUES (timestamp '2026-01-02 03:04:05.25'), (timestamp '2024-12-29 23:59:59.999999')) AS v(t)
