select case
  when pg_catalog.pg_is_in_recovery()
    then null
  else
    (pg_catalog.txid_current()::varchar::bigint > 0)::text
  end as current_txid
