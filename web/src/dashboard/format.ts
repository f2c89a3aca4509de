// Numbers, money, days and names, as the reader's browser writes them.
import type { Change, Money, Period } from './types';

/** Stands where a figure is null. */
export const NONE = '–';

const whole = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export const count = (value: number | null | undefined) =>
  value === null || value === undefined ? NONE : whole.format(value);

/** A number of things: `1 deal`, `2 deals`. */
export const several = (value: number | null | undefined, thing: string) =>
  `${count(value)} ${thing}${value === 1 ? '' : 's'}`;

/** Few digits: `€1.2M`. */
export const money = (value: Money | null | undefined) => inMoney(value, true);

/** All digits that whole units have. */
export const exactMoney = (value: Money | null | undefined) => inMoney(value, false);

/** All digits that the currency has. */
export const fullMoney = (value: Money | null | undefined) =>
  value
    ? new Intl.NumberFormat(undefined, { style: 'currency', currency: value.currency }).format(
        Number(value.amount),
      )
    : NONE;

function inMoney(value: Money | null | undefined, compact: boolean): string {
  if (!value) return NONE;
  const style = { style: 'currency', currency: value.currency } as const;
  return new Intl.NumberFormat(undefined, {
    ...style,
    ...(compact
      ? { notation: 'compact', maximumFractionDigits: 1 }
      : { minimumFractionDigits: 0, maximumFractionDigits: 0 }),
  }).format(Number(value.amount));
}

/** A number as it is, or an amount of a currency without its cents. */
export function number(value: string | number | null, currency: string | null = null): string {
  if (value === null) return NONE;
  if (currency) return exactMoney({ amount: String(value), currency });
  return hundredths.format(Number(value));
}

/** The marks of an axis. */
export const mark = (value: number) => short.format(value);

export const percent = (value: number | null | undefined) =>
  value === null || value === undefined ? NONE : `${tenths.format(value * 100)} %`;

/** How often one is in another: `3.2 ×`. */
export const times = (value: number | null) => (value === null ? NONE : `${tenths.format(value)} ×`);

export const days = (value: number | null | undefined) =>
  value === null || value === undefined ? NONE : `${tenths.format(value)} days`;

/** Hours, or days where there are many. */
export function hours(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  return value < 72 ? `${tenths.format(value)} h` : `${tenths.format(value / 24)} days`;
}

export const amount = (value: Money | null | undefined) => (value ? Number(value.amount) : null);

/** Writes `MANAGED_SERVICE_PROVIDER` as `Managed service provider`. */
export const words = (constant: string) =>
  constant.charAt(0).toUpperCase() + constant.slice(1).toLowerCase().replaceAll('_', ' ');

const date = (text: string) => new Date(`${text}T00:00:00Z`);
const inUtc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', ...options });
const full = inUtc({ day: 'numeric', month: 'short', year: 'numeric' });

export const day = (text: string | null) => (text ? full.format(date(text)) : NONE);
export const range = ({ from, to }: Period) => full.formatRange(date(from), date(to));

/** The name of one interval: `Mar 26`, `Q1 26`, `2 Mar`. */
export function bucket(from: string, interval: string): string {
  const at = date(from);
  if (interval === 'quarter') return `Q${Math.floor(at.getUTCMonth() / 3) + 1} ${from.slice(2, 4)}`;
  const shape: Intl.DateTimeFormatOptions =
    interval === 'week' ? { day: 'numeric', month: 'short' } : { month: 'short', year: '2-digit' };
  return inUtc(shape).format(at);
}

export const moment = (text: string) =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(text),
  );

/** Says how a figure has changed; rates change in points. */
export function growth({ kind, ratio, absolute }: Change, rate: boolean): string {
  if (kind === 'UNKNOWN') return 'No comparison';
  if (kind === 'NEW') return 'New';
  if (kind === 'GONE') return 'Down to zero';
  if (kind === 'FLAT') return 'No change';
  const signed = (value: number) => (value > 0 ? '+' : '−') + tenths.format(Math.abs(value));
  if (rate) return `${signed(Number(absolute) * 100)} pts`;
  return ratio === null ? 'No comparison' : `${signed(ratio * 100)} %`;
}

/** The change of a figure that the endpoint has no growth of, by the endpoint's own rules. */
export function changeOf(now: number | null, before: number | null): Change {
  if (now === null || before === null)
    return { previous: null, absolute: null, ratio: null, kind: 'UNKNOWN' };
  const known = { previous: String(before), absolute: String(now - before) };
  if (now === before) return { ...known, ratio: 0, kind: 'FLAT' };
  if (before === 0) return { ...known, ratio: null, kind: 'NEW' };
  if (now === 0) return { ...known, ratio: -1, kind: 'GONE' };
  const ratio = (now - before) / Math.abs(before);
  return { ...known, ratio, kind: ratio > 0 ? 'UP' : 'DOWN' };
}
