SELECT to_regclass('nope') IS NULL, to_regtype('int4')::text, to_regtype('nope') IS NULL, 'integer'::regtype, 'varchar'::regtype::oid
