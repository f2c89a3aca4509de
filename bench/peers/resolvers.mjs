// Resolvers of that schema, with a DataLoader for each way in which children are asked for.
import DataLoader from 'dataloader';
import { dealsOf, dealsPage, hubspotDeals, partnerOf, salesforceDeals } from './sources/deals.mjs';
import { parseId } from './sources/ids.mjs';
import { index } from './sources/partners.mjs';

const MOST_DEALS = 200;

/** What one request carries: its loaders. */
export const context = () => {
  const children = new Map();
  const loader = (load) => new DataLoader((keys) => load(keys), { maxBatchSize: 1000 });
  return {
    children: (first) => {
      if (!children.has(first)) {
        children.set(
          first,
          loader((partners) => dealsOf(partners, first)),
        );
      }
      return children.get(first);
    },
    salesforceDeals: loader(salesforceDeals),
    hubspotDeals: loader(hubspotDeals),
  };
};

const meets = (test, value) =>
  !test || ((test.eq == null || value === test.eq) && (!test.in || test.in.includes(value)));
const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
const amount = (deal) => (deal.amount ? Number(deal.amount.amount) : null);
/** By amount, those without one last. */
const byAmount = (sign) => (a, b) =>
  (amount(a) == null) - (amount(b) == null) || sign * (amount(a) - amount(b));

function partners(_, { filter, orderBy, first }) {
  const kept = (one) => meets(filter.tier, one.tier?.name) && meets(filter.country, one.country);
  const all = filter ? index.list.filter(kept) : index.list;
  const sorted = orderBy?.[0]?.field === 'NAME' ? [...all].sort(byName) : all;
  return { totalCount: all.length, nodes: sorted.slice(0, first) };
}

async function deals(partner, { filter, orderBy, first }, loaders) {
  const plain = !filter && !orderBy;
  const all = await loaders.children(plain ? first : MOST_DEALS).load(partner);
  if (plain) return { nodes: all };
  const kept = all.filter((deal) => meets(filter?.isClosed, deal.isClosed));
  if (orderBy?.[0]?.field === 'AMOUNT') {
    kept.sort(byAmount(orderBy[0].direction === 'DESC' ? -1 : 1));
  }
  return { nodes: kept.slice(0, first) };
}

function node(id, loaders) {
  const [kind, source, , record] = parseId(id);
  if (kind === 'Partner') return index.byId.get(id) ?? null;
  return source === 'salesforce'
    ? loaders.salesforceDeals.load(record)
    : loaders.hubspotDeals.load(record);
}

export const resolvers = {
  Query: {
    partners,
    partner: (_, { by }) =>
      (by.domain ? index.byDomain.get(by.domain) : index.byId.get(by.id)) ?? null,
    deals: async (_, { first }) => ({ nodes: await dealsPage(first) }),
    nodes: (_, { ids }, loaders) => ids.map((id) => node(id, loaders)),
  },
  Partner: { deals },
  Deal: { partner: partnerOf },
  Node: { __resolveType: (node) => node.kind },
};
