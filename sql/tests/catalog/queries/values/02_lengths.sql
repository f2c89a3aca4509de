SELECT 'abcdef'::varchar(3) AS a, 'äöüß'::varchar(2) AS b, CAST('abcdef' AS character varying(4)) AS c,
       'ab'::varchar(3) AS d, 12345::varchar(3) AS e, 'abcdef'::varchar AS f, null::varchar(3) AS g,
       length('abcdef'::char(3)) AS h
