// The filter bar. What it holds stands in the address.
import { type FormEvent, useState } from 'react';
import {
  type AttributionName,
  ATTRIBUTIONS,
  COMPARISONS,
  GROUPS,
  OPENED,
  type Opened,
  PERIODS,
  type PeriodName,
  usualInterval,
  type View,
} from './address';
import { nameOf } from './table';

const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'SEK', 'PLN', 'CAD', 'AUD'];

interface Parts {
  view: View;
  show: (part: Partial<View>) => void;
  /** Whether there is anything to group. */
  grouped: boolean;
}

export function Filters({ view, show, grouped }: Parts) {
  return (
    <form className="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <PeriodChoice view={view} show={show} />
      {grouped && (
        <Choice
          label="Group by"
          value={view.group}
          options={GROUPS}
          choose={(group) => show({ group })}
        />
      )}
      <Choice
        label="Compare with"
        value={view.compare}
        options={COMPARISONS}
        choose={(compare) => show({ compare })}
      />
      <CurrencyChoice view={view} show={show} />
      <AttributionChoice view={view} show={show} />
      {grouped && <Opens view={view} show={show} />}
    </form>
  );
}

interface ChoiceParts<T extends string> {
  label: string;
  value: T;
  options: Record<T, string>;
  choose: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, choose }: ChoiceParts<T>) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ target }) => choose(target.value as T)}>
        {Object.entries<string>(options).map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

type Half = Pick<Parts, 'view' | 'show'>;

/** Presets, or two days: these are taken once both are there. */
function PeriodChoice({ view, show }: Half) {
  const [custom, setCustom] = useState(false);
  const chosen: PeriodName = custom ? 'custom' : view.period;
  const choose = (period: PeriodName) => {
    setCustom(period === 'custom');
    if (period !== 'custom') show({ period, interval: usualInterval(period) });
  };
  const [problem, setProblem] = useState('');
  const take = (event: FormEvent<HTMLFieldSetElement>) => {
    const [from, to] = [...event.currentTarget.querySelectorAll('input')].map(({ value }) => value);
    setProblem(from && to && from > to ? 'The last day is before the first.' : '');
    if (from && to && from <= to)
      show({ period: 'custom', from, to, interval: usualInterval('custom') });
  };
  return (
    <>
      <Choice label="Period" value={chosen} options={PERIODS} choose={choose} />
      {chosen === 'custom' && (
        <fieldset className="days" onChange={take}>
          <legend className="away">Custom days</legend>
          <label>
            From
            <input type="date" defaultValue={view.from} required />
          </label>
          <label>
            To
            <input type="date" defaultValue={view.to} required />
          </label>
          {problem && <span role="alert">{problem}</span>}
        </fieldset>
      )}
    </>
  );
}

function CurrencyChoice({ view, show }: Half) {
  const codes = new Set([...CURRENCIES, ...(view.currency ? [view.currency] : [])]);
  return (
    <label>
      Currency
      <select value={view.currency} onChange={({ target }) => show({ currency: target.value })}>
        <option value="">Reporting</option>
        {[...codes].map((code) => (
          <option key={code}>{code}</option>
        ))}
      </select>
    </label>
  );
}

/** None chosen is all of them. */
function AttributionChoice({ view, show }: Half) {
  const names = Object.keys(ATTRIBUTIONS) as AttributionName[];
  const toggle = (name: AttributionName, on: boolean) =>
    show({
      attribution: names.filter((one) => (one === name ? on : view.attribution.includes(one))),
    });
  return (
    <fieldset className="attribution">
      <legend>Attribution</legend>
      {names.map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={view.attribution.includes(name)}
            onChange={({ target }) => toggle(name, target.checked)}
          />
          <span>{ATTRIBUTIONS[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The groups that were opened in the table, to be closed again. */
function Opens({ view, show }: Half) {
  const close = (name: Opened) => show({ only: { ...view.only, [name]: undefined } });
  const opened = OPENED.filter((name) => view.only[name]);
  if (opened.length === 0) return null;
  return (
    <ul className="opened" aria-label="Only">
      {opened.map((name) => (
        <li key={name}>
          {GROUPS[name]}: <b>{nameOf(name, view.only[name] ?? '')}</b>
          <button
            type="button"
            onClick={() => close(name)}
            aria-label={`All, not only this ${name}`}
          >
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}
