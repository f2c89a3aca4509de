// Deals of both CRMs, in batches and cached.
import { cached } from './cache.mjs';
import { chunks, hubspot, soql } from './http.mjs';
import { idOf } from './ids.mjs';
import { index } from './partners.mjs';

const FIELDS = `Id, Name, StageName, Probability, Amount, CloseDate, IsClosed, IsWon, CreatedDate,
  SystemModstamp, Partner__c`;
const PROPERTIES = [
  ...['dealname', 'dealstage', 'amount', 'deal_currency_code', 'closedate', 'createdate'],
  ...['hs_lastmodifieddate', 'hs_deal_stage_probability', 'hs_salesforceopportunityid'],
];
const STAGES = {
  PROSPECTING: ['Prospecting', 'Appointment Scheduled', 'Registered'],
  QUALIFICATION: [
    ...['Qualification', 'Needs Analysis', 'Value Proposition', 'Id. Decision Makers'],
    ...['Perception Analysis', 'Qualified To Buy', 'Qualified'],
  ],
  PROPOSAL: ['Proposal/Price Quote', 'Proposal', 'Presentation Scheduled', 'Quoted'],
  NEGOTIATION: [
    ...['Negotiation/Review', 'Negotiation', 'Decision Maker Bought-In', 'Negotiating'],
  ],
  COMMITTED: ['Committed', 'Contract Sent', 'Verbal'],
  WON: ['Closed Won', 'Won'],
  LOST: ['Closed Lost', 'Lost'],
};
const stageOf = Object.fromEntries(
  Object.entries(STAGES).flatMap(([stage, words]) => words.map((word) => [word, stage])),
);

const isSet = (amount) => amount != null && amount !== '';
const money = (amount, currency) =>
  isSet(amount) ? { amount: String(Number(amount)), currency } : null;
const time = (text) => (text ? new Date(text).toISOString().replace('.000', '') : null);

const ofSalesforce = (row) => ({
  kind: 'Deal',
  id: idOf('Deal', 'salesforce', 'Opportunity', row.Id),
  name: row.Name,
  stage: stageOf[row.StageName],
  sourceStage: row.StageName,
  probability: row.Probability == null ? null : row.Probability / 100,
  amount: money(row.Amount, 'USD'),
  closeDate: row.CloseDate,
  isClosed: row.IsClosed,
  isWon: row.IsWon,
  createdAt: time(row.CreatedDate),
  updatedAt: time(row.SystemModstamp),
  account: row.Partner__c,
});

const ofHubspot = ({ id, properties: row }, stage) => {
  const isWon = stage?.probability === 1;
  return {
    kind: 'Deal',
    id: idOf('Deal', 'hubspot', 'deals', id),
    name: row.dealname,
    sourceStage: stage?.label,
    stage: stage?.closed ? (isWon ? 'WON' : 'LOST') : stageOf[stage?.label],
    probability: Number(row.hs_deal_stage_probability),
    amount: money(row.amount, row.deal_currency_code),
    closeDate: row.closedate?.slice(0, 10),
    isClosed: stage?.closed,
    isWon,
    createdAt: time(row.createdate),
    updatedAt: time(row.hs_lastmodifieddate),
    twin: row.hs_salesforceopportunityid,
  };
};

let stages;
async function readStages() {
  const { results } = await hubspot('/crm/pipelines/2026-09/deals');
  const all = results.flatMap((pipeline) => pipeline.stages);
  return new Map(
    all.map(({ id, label, metadata: { isClosed, probability } }) => [
      id,
      { label, closed: isClosed === 'true', probability: Number(probability) },
    ]),
  );
}

export const hubspotDeals = cached('hubspot:', async (ids) => {
  const read = (some) =>
    hubspot('/crm/objects/2026-09/deals/batch/read', {
      properties: PROPERTIES,
      inputs: some.map((id) => ({ id })),
    });
  const [known, ...pages] = await Promise.all([
    (stages ??= readStages()),
    ...chunks(ids, 100).map(read),
  ]);
  const rows = pages.flatMap((page) => page.results);
  return new Map(rows.map((row) => [row.id, ofHubspot(row, known.get(row.properties.dealstage))]));
});

const quoted = (ids) => `'${ids.join("','")}'`;
const inChunks = async (ids, query) =>
  (await Promise.all(chunks(ids, 400).map((some) => soql(query(quoted(some)))))).flat();

export const salesforceDeals = cached('salesforce:', async (ids) => {
  const rows = await inChunks(
    ids,
    (some) => `SELECT ${FIELDS} FROM Opportunity WHERE Id IN (${some})`,
  );
  return new Map(rows.map((row) => [row.Id, ofSalesforce(row)]));
});

const ofAccounts = (first) =>
  cached(`accounts ${first}:`, async (ids) => {
    const children = `SELECT ${FIELDS} FROM Partner_Deals__r ORDER BY Id LIMIT ${first + 1}`;
    const query = (some) => `SELECT Id, (${children}) FROM Account WHERE Id IN (${some})`;
    const dealsOf = (row) => (row.Partner_Deals__r?.records ?? []).map(ofSalesforce);
    return new Map((await inChunks(ids, query)).map((row) => [row.Id, dealsOf(row)]));
  });

const ofCompanies = cached('companies:', async (ids) => {
  const found = await hubspot('/crm/associations/2026-09/companies/deals/batch/read', {
    inputs: ids.map((id) => ({ id })),
  });
  const names = (to) => to.associationTypes.some((type) => type.label === 'Partner');
  const dealsOf = (row) => row.to.filter(names).map((to) => String(to.toObjectId));
  return new Map(found.results.map((row) => [row.from.id, dealsOf(row)]));
});

/** The first deals of each partner: Salesforce's, then those of HubSpot that name none of these. */
export async function dealsOf(partners, first) {
  const [own, theirs] = await Promise.all([
    ofAccounts(first)(partners.flatMap((partner) => partner.salesforce)),
    ofCompanies(partners.flatMap((partner) => partner.hubspot)),
  ]);
  const ids = [...new Set(theirs.flat().filter(Boolean))];
  const found = await hubspotDeals(ids);
  const byId = new Map(ids.map((id, place) => [id, found[place]]));
  let [account, company] = [0, 0];
  return partners.map((partner) => {
    const list = partner.salesforce.flatMap(() => own[account++] ?? []);
    const more = partner.hubspot.flatMap(() => theirs[company++] ?? []).map((id) => byId.get(id));
    const rest = more.filter((deal) => deal && !deal.twin).map((deal) => ({ ...deal, partner }));
    return list.concat(rest.sort((a, b) => (a.id < b.id ? -1 : 1))).slice(0, first);
  });
}

const page = cached('page:', async ([first]) => {
  const rows = await soql(`SELECT ${FIELDS} FROM Opportunity ORDER BY Id LIMIT ${first}`);
  return new Map([[first, rows.map(ofSalesforce)]]);
});

/** The first deals of all. */
export const dealsPage = async (first) => (await page([first]))[0];

export const partnerOf = (deal) => deal.partner ?? index.bySalesforce.get(deal.account) ?? null;
