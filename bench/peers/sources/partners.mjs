// Partners: an index in memory, tied by tax id, then by domain.
import { hubspot, soql } from './http.mjs';
import { idOf } from './ids.mjs';

const ACCOUNTS = `SELECT Id, Name, Website, Tax_Id__c, BillingCountryCode,
  (SELECT Level.Name, Level.Rank FROM ChannelProgramMembers)
  FROM Account WHERE IsPartner = true ORDER BY Id`;
const COMPANY = 'name,domain,website,vat_number,country,partner_tier,is_partner';
const SHARED = new Set([
  ...['gmail.com', 'outlook.com', 'yahoo.com', 'hotmail.com', 'gmx.de', 'web.de'],
  ...['linktr.ee', 'facebook.com', 'linkedin.com'],
]);
const REFRESH_MS = 300_000;

const domainOf = (text) => {
  const host = text
    ?.toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '');
  return host?.split(/[/:?]/)[0] || null;
};
const taxIdOf = (text) => text?.replace(/[^0-9a-z]/gi, '').toUpperCase() || null;
const capital = (text) => text && text[0].toUpperCase() + text.slice(1);

const empty = () => ({
  list: [],
  bySalesforce: new Map(),
  byDomain: new Map(),
  byId: new Map(),
});
export let index = empty();

async function companies() {
  const rows = [];
  for (let after = ''; ;) {
    const query = `limit=100&properties=${COMPANY}${after && `&after=${after}`}`;
    const page = await hubspot(`/crm/objects/2026-09/companies?${query}`);
    rows.push(...page.results.filter((row) => row.properties.is_partner === 'true'));
    after = page.paging?.next?.after;
    if (!after) return rows;
  }
}

function addAccount(next, byTaxId, row) {
  const members = row.ChannelProgramMembers?.records ?? [];
  const levels = members.map((member) => member.Level).filter(Boolean);
  const highest = levels.sort((a, b) => b.Rank - a.Rank)[0];
  const partner = {
    kind: 'Partner',
    id: idOf('Partner', 'salesforce', 'Account', row.Id),
    name: row.Name,
    domain: domainOf(row.Website),
    country: row.BillingCountryCode,
    tier: highest ? { name: highest.Name } : null,
    salesforce: [row.Id],
    hubspot: [],
    records: [{ source: { name: 'salesforce' }, id: row.Id }],
  };
  next.list.push(partner);
  next.bySalesforce.set(row.Id, partner);
  if (row.Tax_Id__c) byTaxId.set(taxIdOf(row.Tax_Id__c), partner);
  const { domain } = partner;
  if (domain && !SHARED.has(domain) && !next.byDomain.has(domain)) {
    next.byDomain.set(domain, partner);
  }
}

function addCompany(next, byTaxId, { id, properties: row }) {
  const domain = domainOf(row.domain ?? row.website);
  let partner = byTaxId.get(taxIdOf(row.vat_number)) ?? (domain && next.byDomain.get(domain));
  if (!partner) {
    partner = {
      kind: 'Partner',
      id: idOf('Partner', 'hubspot', 'companies', id),
      name: row.name,
      domain,
      country: row.country,
      tier: null,
      salesforce: [],
      hubspot: [],
      records: [],
    };
    next.list.push(partner);
    if (domain && !SHARED.has(domain)) next.byDomain.set(domain, partner);
  }
  partner.tier ??= row.partner_tier ? { name: capital(row.partner_tier) } : null;
  partner.domain ??= domain;
  partner.country ??= row.country;
  partner.hubspot.push(id);
  partner.records.push({ source: { name: 'hubspot' }, id });
}

async function build() {
  const [accounts, others] = await Promise.all([soql(ACCOUNTS), companies()]);
  const next = empty();
  const byTaxId = new Map();
  for (const row of accounts) addAccount(next, byTaxId, row);
  for (const row of others) addCompany(next, byTaxId, row);
  for (const partner of next.list) next.byId.set(partner.id, partner);
  index = next;
}

/** Builds the index, and again every five minutes. */
export async function keepIndex() {
  await build();
  setInterval(() => build().catch(console.error), REFRESH_MS).unref();
}
