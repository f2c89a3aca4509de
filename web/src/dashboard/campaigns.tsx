// Campaigns of the period: what each cost, and what its system says that it brought.
import { amount, count, day, exactMoney, NONE, range, times, words } from './format';
import { type Listing, Titled } from './list';
import type { Money, Period } from './types';

interface Campaign {
  name: string | null;
  kind: string | null;
  status: string | null;
  startsAt: string | null;
  endsAt: string | null;
  budget: Money | null;
  spent: Money | null;
  reported: {
    leads: number | null;
    responses: number | null;
    deals: number | null;
    revenue: Money | null;
  } | null;
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
    spent { amount currency }
    reported { leads responses deals revenue { amount currency } }`,
  empty: 'No campaign began in this period.',
  hint: 'Those that began in the period. Return is the revenue that the source reports ÷ spent.',
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
    { title: 'Spent', field: 'spent', kind: 'number', show: ({ spent }) => exactMoney(spent) },
    {
      title: 'Leads',
      field: 'reported',
      kind: 'number',
      show: ({ reported }) => count(reported?.leads),
    },
    {
      title: 'Deals',
      field: 'reported',
      kind: 'number',
      show: ({ reported }) => count(reported?.deals),
    },
    {
      title: 'Reported revenue',
      field: 'reported',
      kind: 'number',
      show: ({ reported }) => exactMoney(reported?.revenue),
    },
    { title: 'Return', field: 'reported', kind: 'number', show: (one) => times(returnOf(one)) },
  ],
});

const days = (from: string | null, to: string | null) =>
  from === null || to === null || to === from ? day(from ?? to) : range({ from, to });

/** What came back for each unit spent; unknown over two currencies, and where nothing was spent. */
function returnOf({ spent, reported }: Campaign): number | null {
  const [cost, revenue] = [amount(spent), amount(reported?.revenue)];
  if (!cost || revenue === null || spent?.currency !== reported?.revenue?.currency) return null;
  return revenue / cost;
}
