select id, name, country, tier_name, updated_at from {{ source('crm', 'partners') }}
