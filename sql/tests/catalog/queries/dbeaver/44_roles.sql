SELECT r.oid,r.rolname,r.rolinherit,r.rolcanlogin,d.description FROM pg_catalog.pg_roles r LEFT OUTER JOIN pg_catalog.pg_shdescription d ON d.objoid=r.oid ORDER BY r.rolname
