WITH RECURSIVE cte AS (
  SELECT pg_roles.oid, pg_roles.rolname FROM pg_roles WHERE rolname = current_user
  UNION ALL
  SELECT m.roleid, pgr.rolname FROM cte cte_1 JOIN pg_auth_members m ON m.member = cte_1.oid JOIN pg_roles pgr ON pgr.oid = m.roleid)
SELECT 'pg_signal_backend' = ANY (ARRAY(SELECT rolname::text FROM cte)) AS can_signal_backend
