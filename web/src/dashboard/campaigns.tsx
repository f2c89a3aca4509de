// Campaigns of the period: what each cost, and what it brought, over the deals of all systems.
import { count, day, exactMoney, NONE, percent, range, words } from './format';
import { type Column, type Listing, Titled } from './list';
import type { Money, Period } from './types';

interface Campaign {
  name: string | null;
  kind: string | null;
  status: string | null;
  startsAt: string | null;
  endsAt: string | null;
  budget: Money | null;
  reported: { deals: number | null; revenue: Money | null } | null;
  results: Results | null;
}

interface Results {
  leads: number | null;
  dealsWon: number | null;
  revenue: Money | null;
  influencedRevenue: Money | null;
  cost: Money | null;
  roi: number | null;
}

export const campaigns = ({ from, to }: Period): Listing<Campaign> => ({
  title: 'Campaigns',
  root: 'campaigns',
  given: [
    { name: 'from', type: 'Date!', value: from },
    { name: 'to', type: 'Date!', value: to },
  ],
  conditions: ['startsAt: { gte: $from, lte: $to }'],
  order: '{ field: STARTS_AT, direction: DESC }',
  selection: `name
    kind
    status
    startsAt
    endsAt
    budget { amount currency }
    reported { deals revenue { amount currency } }
    results {
      leads
      dealsWon
      revenue { amount currency }
      influencedRevenue { amount currency }
      cost { amount currency }
      roi
    }`,
  empty: 'No campaign began in this period.',
  hint:
    'Those that began in the period, with all that they brought since. Return is (revenue − cost) ÷ ' +
    'cost. Reported is what the campaign’s own system counts.',
  columns: [
    { title: 'Campaign', field: 'name', show: ({ name, kind }) => <Titled {...{ name, kind }} /> },
    { title: 'Status', field: 'status', show: ({ status }) => (status ? words(status) : NONE) },
    {
      title: 'Days',
      field: 'startsAt',
      kind: 'date',
      show: ({ startsAt, endsAt }) => days(startsAt, endsAt),
    },
    {
      title: 'Budget',
      field: 'budget',
      kind: 'number',
      show: ({ budget }) => exactMoney(budget),
    },
    of('Cost', ({ cost }) => exactMoney(cost)),
    of('Leads', ({ leads }) => count(leads)),
    of('Deals won', ({ dealsWon }) => count(dealsWon)),
    of('Revenue', ({ revenue }) => exactMoney(revenue)),
    of('Influenced', ({ influencedRevenue }) => exactMoney(influencedRevenue)),
    of('Return', ({ roi }) => percent(roi)),
    {
      title: 'Reported revenue',
      field: 'reported',
      kind: 'number',
      show: ({ reported }) => exactMoney(reported?.revenue),
    },
  ],
});

/** A column of results; what is not told is none. */
const of = (title: string, show: (results: Results) => string): Column<Campaign> => ({
  title,
  field: 'results',
  kind: 'number',
  show: ({ results }) => (results ? show(results) : NONE),
});

const days = (from: string | null, to: string | null) =>
  from === null || to === null || to === from ? day(from ?? to) : range({ from, to });
