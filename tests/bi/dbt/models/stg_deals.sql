{{ config(materialized='incremental', unique_key='id') }}
select id, partner_id, stage, amount, amount_currency, close_date, is_won, updated_at
from {{ source('crm', 'deals') }}
{% if is_incremental() %}
where updated_at >= (select max(updated_at) from {{ this }})
{% endif %}
