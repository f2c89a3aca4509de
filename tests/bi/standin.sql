-- The shape of the door's main tables, for tests of this suite without a door.
create table partners (
  id text not null primary key, name text, domain text, tax_id text, type text, status text, tier_name text, tier_rank bigint,
  country text, address_city text, owner_name text, parent_id text references partners, score double precision,
  created_at timestamptz, updated_at timestamptz, _changed_at timestamptz);
comment on table partners is 'Companies that sell, refer or build: one row for each, whatever systems know it.';
comment on column partners.tier_rank is 'The tier''s place; "1" is the lowest.';
create table contacts (
  id text not null primary key, partner_id text references partners, name text, email text, is_primary boolean,
  created_at timestamptz, updated_at timestamptz);
create table leads (
  id text not null primary key, name text, company text, status text, partner_id text references partners, score double precision,
  created_at timestamptz, updated_at timestamptz);
create table deals (
  id text not null primary key, name text, stage text, amount numeric(38,9), amount_currency text, probability numeric(38,9),
  close_date date, is_closed boolean, is_won boolean, partner_id text references partners, lead_id text references leads,
  customer_name text, created_at timestamptz, updated_at timestamptz);
comment on column deals.amount is 'The expected amount. Sum only within one currency: see amount_currency.';
create table incentives (
  id text not null primary key, name text, kind text, status text, partner_id text references partners,
  deal_id text references deals, amount numeric(38,9), amount_currency text, earned_at date, period_start date, period_end date,
  created_at timestamptz, updated_at timestamptz);
create table campaigns (
  id text not null primary key, name text, partner_id text references partners, starts_at date, ends_at date,
  spent numeric(38,9), spent_currency text, updated_at timestamptz);
create table partner_programs (
  partner_id text not null references partners, position bigint not null, program text, status text, joined_at date,
  primary key (partner_id, position));
create table records (
  entity text not null, node_id text not null, source text not null, object text not null, record_id text not null,
  matched_by text, modified_at timestamptz, fetched_at timestamptz, url text,
  primary key (source, object, record_id));
create table conflicts (
  entity text not null, node_id text not null, field text not null, source text not null, value text, chosen boolean not null,
  primary key (node_id, field, source));
create table sources (name text not null primary key, kind text, status text, quota_left bigint, as_of timestamptz);
