SELECT 'a.b' SIMILAR TO 'a_b' AS a, 'abc' SIMILAR TO 'a' AS b, 'abc' NOT SIMILAR TO '(a|x)%' AS c, 'a$b' SIMILAR TO 'a\$b' AS d,
       E'a\nb' ~ 'a.b' AS e, 'ab' ~* '^A' AS f, lower('ÄÉ') AS g, upper('straße') AS h, md5('a') AS i
