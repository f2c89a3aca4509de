// The queries that are measured.
import { data } from './lib/ask.mjs';

const NESTED = `{ partners(first: 50) { nodes { id name tier { name } country
  deals(first: 5) { nodes { id name stage amount { amount currency } partner { name } } } } } }`;
const ONE = '{ partner(by: { domain: "acme.de" }) { name domain records { source { name } id } } }';
const DEALS = `{ deals(first: 200) { nodes {
  id name stage sourceStage probability amount { amount currency } closeDate isClosed isWon
  createdAt updatedAt partner { name } } } }`;
/** The README's first query. */
export const README = `{
  partners(
    filter: { tier: { eq: "Gold" }, country: { eq: "DE" } }, orderBy: [{ field: NAME }], first: 2
  ) {
    totalCount nodes { name domain
      deals(
        filter: { isClosed: { eq: false } }, orderBy: [{ field: AMOUNT, direction: DESC }], first: 5
      ) {
        nodes { name stage amount { amount currency } } } } } }`;
const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Partner { name domain country }
  ... on Deal { name stage amount { amount currency } } } }`;
const IDS = `{ partners(first: 100) { nodes { id records { source { name } } } }
  deals(first: 100) { nodes { id } } }`;

/** Q1 to Q5, each with a word for the tables. */
export async function queries(url) {
  const found = await data(url, { query: IDS });
  const first = 'salesforce';
  const partners = found.partners.nodes.filter((node) => node.records[0]?.source.name === first);
  const ids = [...partners.slice(0, 50), ...found.deals.nodes.slice(0, 50)].map((node) => node.id);
  return [
    { name: 'Q1', is: '50 partners, five deals each, and their partner', body: { query: NESTED } },
    { name: 'Q2', is: 'one partner by domain, with its records', body: { query: ONE } },
    { name: 'Q3', is: '200 deals with twelve fields', body: { query: DEALS } },
    { name: 'Q4', is: "the README's first query", body: { query: README } },
    {
      name: 'Q5',
      is: '50 partners and 50 deals by id',
      body: { query: NODES, variables: { ids } },
    },
  ];
}

/** Queries whose cost must not grow with the channel. */
export const SIZE = {
  "README's first query": README,
  '50 by name': '{ partners(first: 50, orderBy: [{ field: NAME }]) { nodes { name country } } }',
  'name contains': `{ partners(first: 50, filter: { name: { contains: "data" } }) {
    totalCount nodes { name country } } }`,
  '`first: 1`': '{ partners(first: 1) { nodes { name } } }',
};

/** The same for Hive Gateway, which shows each CRM in its own shape; it has no Q4 and Q5. */
export const HIVE = {
  Q1: `{ partners(first: 50) { records { Id Name BillingCountryCode
    ChannelProgramMembers { records { Level { Name } } }
    Partner_Deals__r { records { Id Name StageName Amount Partner__r { Name } } } } } }`,
  Q2: '{ partnersAt(domain: "acme.de") { records { Name Website Id } } }',
  Q3: `{ deals(first: 200) { records { Id Name StageName Probability Amount CloseDate IsClosed IsWon
    CreatedDate SystemModstamp Partner__r { Name } } } }`,
};
