select usename, usesysid, usesuper from pg_user
