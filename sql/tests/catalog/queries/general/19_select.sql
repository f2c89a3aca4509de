SELECT col_description('deals'::regclass, 1), obj_description('deals'::regclass), obj_description('deals'::regclass, 'pg_class')
