select access_method.oid as id, access_method.amname as access_method_name, access_method.amhandler::oid > 0 as handler_id,
       pg_catalog.quote_ident(N.nspname) || '.' || pg_catalog.quote_ident(P.proname) as handler_name,
       access_method.amtype as access_method_type
from pg_am access_method
         left join pg_proc P on access_method.amhandler::oid = P.oid
         left join pg_namespace N on P.pronamespace = N.oid
