select tab.oid               table_id,
       tab.relkind           table_kind,
       ind_stor.relname      index_name,
       ind_head.indexrelid   index_id,
       ind_head.indisunique  is_unique,
       ind_head.indisprimary is_primary,
       ind_head.indkey       column_positions,
       ind_head.indclass     column_operators,
       ind_head.indoption    column_options,
       pg_catalog.pg_get_expr(ind_head.indpred, ind_head.indrelid) as condition,
       case
         when ind_head.indexprs is not null
           then pg_catalog.array_to_string(array(
                  select case when indkey[k] = 0
                         then pg_catalog.pg_get_indexdef(ind_head.indexrelid, k + 1, true)
                         else pg_catalog.chr(27) || pg_catalog.pg_get_indexdef(ind_head.indexrelid, k + 1, true)
                         end
                  from pg_catalog.generate_subscripts(ind_head.indkey, 1) as k
                  order by k),
             pg_catalog.chr(28))
       end as expressions,
       amcanorder can_order
from pg_catalog.pg_class tab
         join pg_catalog.pg_index ind_head
              on ind_head.indrelid = tab.oid
         join pg_catalog.pg_class ind_stor
              on tab.relnamespace = ind_stor.relnamespace and ind_stor.oid = ind_head.indexrelid
         left join pg_catalog.pg_am am on ind_stor.relam = am.oid
         cross join pg_catalog.pg_indexam_has_property(am.oid, 'can_order') amcanorder
where tab.relnamespace = 2200::oid
        and tab.relkind in ('r', 'm', 'v', 'p')
        and ind_stor.relkind in ('i', 'I')
