/* {"app": "dbt", "dbt_version": "1.9.11", "profile_name": "t", "target_name": "d", "connection_name": "list_channelgraph_public"} */
select
      'channelgraph' as database,
      tablename as name,
      schemaname as schema,
      'table' as type
    from pg_tables
    where schemaname ilike 'public'
    union all
    select
      'channelgraph' as database,
      viewname as name,
      schemaname as schema,
      'view' as type
    from pg_views
    where schemaname ilike 'public'
    union all
    select
      'channelgraph' as database,
      matviewname as name,
      schemaname as schema,
      'materialized_view' as type
    from pg_matviews
    where schemaname ilike 'public'
