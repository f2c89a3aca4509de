SELECT
    roles.oid as id, roles.rolname as name,
    CASE WHEN (pg_catalog.has_database_privilege(roles.oid, current_database(), 'CONNECT')) THEN 1 ELSE 0 END as connects,
    roles.rolcreaterole as can_create_role,
    ARRAY(SELECT r.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON m.roleid = r.oid WHERE m.member = roles.oid ORDER BY r.rolname) AS members
FROM pg_catalog.pg_roles as roles
WHERE rolname = current_user
