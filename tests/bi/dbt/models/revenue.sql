select p.country, d.amount_currency, count(*) as deals, sum(d.amount) as amount
from {{ ref('stg_deals') }} d left join {{ ref('stg_partners') }} p on p.id = d.partner_id
where d.is_won group by 1, 2
