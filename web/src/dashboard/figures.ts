// The figures of the tiles: what is asked for each, and how it is written.
import { amount, count, days, exactMoney, hours, money, percent, several } from './format';
import type { Row } from './types';

export interface Figure {
  id: string;
  title: string;
  /** The field of a row on which it stands. */
  field: keyof Row & string;
  selection: string;
  show: (row: Row) => string;
  /** More digits than are shown. */
  exact?: (row: Row) => string;
  note: (row: Row) => string;
  value: (row: Row) => number | null;
  /** The growth that the endpoint tells; of the others the page takes it from both periods. */
  growth?: string;
  /** A rate changes in points. */
  rate?: boolean;
  /** Which way is good; neither where that depends. */
  good?: 'UP' | 'DOWN';
}

const COUNTED = '{ count amount { amount currency } }';
const MONEY = '{ amount currency }';
const part = (of: number, from: number) => `${count(of)} of ${count(from)}`;
const within = (time: number | null) => (time === null ? '' : `, in ${hours(time)}`);
const orNull = (value: number | null | undefined) => value ?? null;

export const FIGURES: Figure[] = [
  {
    id: 'revenue',
    title: 'Revenue',
    field: 'revenue',
    selection: `revenue ${COUNTED}`,
    show: ({ revenue }) => money(revenue?.amount),
    exact: ({ revenue }) => exactMoney(revenue?.amount),
    note: ({ revenue }) => `${several(revenue?.count, 'deal')} won`,
    value: ({ revenue }) => amount(revenue?.amount),
    growth: 'REVENUE',
    good: 'UP',
  },
  {
    id: 'openPipeline',
    title: 'Open pipeline',
    field: 'openPipeline',
    selection: `openPipeline ${COUNTED}`,
    show: ({ openPipeline }) => money(openPipeline?.amount),
    exact: ({ openPipeline }) => exactMoney(openPipeline?.amount),
    note: ({ openPipeline }) => `${several(openPipeline?.count, 'deal')} open`,
    value: ({ openPipeline }) => amount(openPipeline?.amount),
    growth: 'OPEN_PIPELINE',
    good: 'UP',
  },
  {
    id: 'weightedPipeline',
    title: 'Weighted pipeline',
    field: 'weightedPipeline',
    selection: `weightedPipeline ${MONEY}`,
    show: ({ weightedPipeline }) => money(weightedPipeline),
    exact: ({ weightedPipeline }) => exactMoney(weightedPipeline),
    note: () => 'By probability',
    value: ({ weightedPipeline }) => amount(weightedPipeline),
    good: 'UP',
  },
  {
    id: 'winRate',
    title: 'Win rate',
    field: 'winRate',
    selection: 'winRate',
    show: ({ winRate }) => percent(winRate),
    note: () => 'Won of all closed',
    value: ({ winRate }) => orNull(winRate),
    growth: 'WIN_RATE',
    rate: true,
    good: 'UP',
  },
  {
    id: 'averageDealSize',
    title: 'Average deal size',
    field: 'averageDealSize',
    selection: `averageDealSize ${MONEY}`,
    show: ({ averageDealSize }) => money(averageDealSize),
    exact: ({ averageDealSize }) => exactMoney(averageDealSize),
    note: () => 'Per deal won',
    value: ({ averageDealSize }) => amount(averageDealSize),
    good: 'UP',
  },
  {
    id: 'cycle',
    title: 'Sales cycle',
    field: 'medianCycleDays',
    selection: 'medianCycleDays',
    show: ({ medianCycleDays }) => days(medianCycleDays),
    note: () => 'Median, created to won',
    value: ({ medianCycleDays }) => orNull(medianCycleDays),
    good: 'DOWN',
  },
  {
    id: 'registrations',
    title: 'Approval rate',
    field: 'registrations',
    selection: 'registrations { submitted pending approved approvalRate }',
    show: ({ registrations }) => percent(registrations?.approvalRate),
    note: ({ registrations: of }) =>
      of ? `${several(of.submitted, 'registration')}, ${count(of.pending)} pending` : '',
    value: ({ registrations }) => orNull(registrations?.approvalRate),
    rate: true,
    good: 'UP',
  },
  {
    id: 'leads',
    title: 'Lead acceptance',
    field: 'leads',
    selection: 'leads { received accepted waiting acceptanceRate medianHoursToAccept }',
    show: ({ leads }) => percent(leads?.acceptanceRate),
    note: ({ leads }) =>
      leads ? `${part(leads.accepted, leads.received)}${within(leads.medianHoursToAccept)}` : '',
    value: ({ leads }) => orNull(leads?.acceptanceRate),
    rate: true,
    good: 'UP',
  },
  {
    id: 'slaBreaches',
    title: 'SLA breaches',
    field: 'leads',
    selection: 'leads { received waiting slaBreaches }',
    show: ({ leads }) => count(leads?.slaBreaches),
    note: ({ leads }) => (leads ? `${several(leads.waiting, 'lead')} waiting` : ''),
    value: ({ leads }) => orNull(leads?.slaBreaches),
    good: 'DOWN',
  },
  {
    id: 'mdf',
    title: 'MDF utilisation',
    field: 'mdf',
    selection: `mdf { allocated ${MONEY} claimed ${MONEY} utilisation }`,
    show: ({ mdf }) => percent(mdf?.utilisation),
    note: ({ mdf }) => (mdf ? `${money(mdf.claimed)} of ${money(mdf.allocated)} claimed` : ''),
    value: ({ mdf }) => orNull(mdf?.utilisation),
    rate: true,
    good: 'UP',
  },
  {
    id: 'incentiveCost',
    title: 'Incentive cost',
    field: 'incentiveCost',
    selection: `incentiveCost ${MONEY}`,
    show: ({ incentiveCost }) => money(incentiveCost),
    exact: ({ incentiveCost }) => exactMoney(incentiveCost),
    note: () => 'Earned in the period',
    value: ({ incentiveCost }) => amount(incentiveCost),
    growth: 'INCENTIVE_COST',
  },
  {
    id: 'roi',
    title: 'Incentive ROI',
    field: 'roi',
    selection: 'roi',
    show: ({ roi }) => percent(roi),
    note: () => '(Revenue − cost) ÷ cost',
    value: ({ roi }) => orNull(roi),
    rate: true,
    good: 'UP',
  },
];

/** Asks for a figure together with its growth, where the endpoint tells it. */
export function selectionOf({ id, selection, growth }: Figure): string {
  if (!growth) return selection;
  return `${selection}\n${aliasOf(id)}: growth(of: ${growth}) { previous absolute ratio kind }`;
}

/** The name of a figure's growth in an answer. */
export const aliasOf = (id: string): `grown${string}` =>
  `grown${id.charAt(0).toUpperCase()}${id.slice(1)}`;
