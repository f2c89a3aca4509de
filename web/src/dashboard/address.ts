// The view: what the address of the page says is shown, so that a link shows the same to others.

export const PERIODS = {
  'last-12-months': 'Last 12 months',
  'this-month': 'This month',
  'last-month': 'Last month',
  'this-quarter': 'This quarter',
  'last-quarter': 'Last quarter',
  'this-year': 'This year',
  'last-year': 'Last year',
  custom: 'Custom days',
} as const;

export const GROUPS = {
  partner: 'Partner',
  tier: 'Tier',
  type: 'Type',
  region: 'Region',
  country: 'Country',
  channel: 'Channel',
  manager: 'Manager',
} as const;

export const ATTRIBUTIONS = {
  sourced: 'Sourced',
  influenced: 'Influenced',
  fulfilled: 'Fulfilled',
  unattributed: 'Unattributed',
} as const;

export const COMPARISONS = {
  previous: 'Period before',
  'year-ago': 'A year ago',
  none: 'Nothing',
} as const;

/** The days by which a statement counts. */
export const BASES = {
  cohort: 'What the period earned',
  cash: 'The day of each amount',
} as const;

export const INTERVALS = { week: 'Week', month: 'Month', quarter: 'Quarter' } as const;

/** The groups that can be opened: a condition on them can be written. */
export const OPENED = ['tier', 'type', 'region', 'country', 'channel'] as const;

export type PeriodName = keyof typeof PERIODS;
export type Group = keyof typeof GROUPS;
export type AttributionName = keyof typeof ATTRIBUTIONS;
export type ComparisonName = keyof typeof COMPARISONS;
export type BasisName = keyof typeof BASES;
export type IntervalName = keyof typeof INTERVALS;
export type Opened = (typeof OPENED)[number];

export interface View {
  period: PeriodName;
  from: string;
  to: string;
  interval: IntervalName;
  group: Group;
  attribution: AttributionName[];
  currency: string;
  compare: ComparisonName;
  partner: string;
  basis: BasisName;
  only: Partial<Record<Opened, string>>;
}

/** Reads a view; whatever is not understood is as if it were not there. */
export function readView(search: string): View {
  const asked = new URLSearchParams(search);
  const one = <T extends string>(name: string, known: Record<T, string>, otherwise: T): T => {
    const value = asked.get(name) ?? '';
    return Object.hasOwn(known, value) ? (value as T) : otherwise;
  };
  const period = one<PeriodName>('period', PERIODS, 'last-12-months');
  const [from, to] = [day(asked.get('from')), day(asked.get('to'))];
  const currency = (asked.get('currency') ?? '').toUpperCase();
  const known = period === 'custom' && (!from || !to || from > to) ? 'last-12-months' : period;
  return {
    period: known,
    from,
    to,
    interval: one('interval', INTERVALS, usualInterval(known)),
    group: one('group', GROUPS, 'partner'),
    attribution: (asked.get('attribution') ?? '')
      .split(',')
      .filter((name): name is AttributionName => Object.hasOwn(ATTRIBUTIONS, name)),
    currency: /^[A-Z]{3}$/.test(currency) ? currency : '',
    compare: one('compare', COMPARISONS, 'previous'),
    partner: asked.get('partner') ?? '',
    basis: one('basis', BASES, 'cohort'),
    only: Object.fromEntries(
      OPENED.flatMap((name) => (asked.get(name) ? [[name, asked.get(name)]] : [])),
    ),
  };
}

/** Columns of a month are its weeks, those of more are months, unless others are asked for. */
export const usualInterval = (period: PeriodName): IntervalName =>
  period.endsWith('-month') ? 'week' : 'month';

/** Writes a view as the part of an address behind `?`; what is as usual is left out. */
export function writeView(view: View): string {
  const pairs: [string, string, string][] = [
    ['period', view.period, 'last-12-months'],
    ['from', view.period === 'custom' ? view.from : '', ''],
    ['to', view.period === 'custom' ? view.to : '', ''],
    ['interval', view.interval, usualInterval(view.period)],
    ['group', view.group, 'partner'],
    ['attribution', view.attribution.join(','), ''],
    ['currency', view.currency, ''],
    ['compare', view.compare, 'previous'],
    ...OPENED.map((name): [string, string, string] => [name, view.only[name] ?? '', '']),
    ['partner', view.partner, ''],
    ['basis', view.basis, 'cohort'],
  ];
  const written = new URLSearchParams(
    pairs.filter(([, value, usual]) => value !== usual).map(([name, value]) => [name, value]),
  ).toString();
  return written === '' ? window.location.pathname : `?${written}`;
}

/** A day that exists, or nothing: `2026-02-30` does not. */
function day(text: string | null): string {
  const parsed = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === text;
  return exists && text ? text : '';
}
