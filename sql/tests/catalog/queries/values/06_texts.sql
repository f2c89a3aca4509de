SELECT 'a' || 1 || 'b' AS a, 'a' || null AS b, concat('a', null, 1) AS c, concat_ws('-', 'a', null, 'b') AS d,
       lpad('7', 3, '0') AS e, rpad('ab', 4) AS f, repeat('ab', 3) AS g, repeat('ab', -1) AS h,
       replace('a.b.c', '.', ', ') AS i, regexp_replace('a1b2', '([0-9])', '<\1>', 'g') AS j,
       regexp_replace('a1b2', '[0-9]', '') AS k, overlay('Txxxxas' placing 'hom' from 2 for 4) AS l,
       translate('12345', '143', 'ax') AS m, left('abc', -1) AS n, right('abc', 2) AS o,
       split_part('a,b,c', ',', 2) AS p, initcap('hi THOMAS') AS q, substr('alphabet', 3, 2) AS r,
       strpos('high', 'ig') AS s, reverse('abc') AS t, upper('ß') AS u, encode('abc'::bytea, 'hex') AS v,
       lpad('abcdef', 3) AS w, array_to_string(array_remove(ARRAY['a', 'b', 'a'], 'a'), ',') AS x
