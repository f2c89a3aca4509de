select d.id from {{ source('crm', 'deals') }} d left join {{ source('crm', 'partners') }} p on p.id = d.partner_id
where d.partner_id is not null and p.id is null
