// What figures stand on: complete, or what is missing; and what was counted, left out or estimated.
import { count, moment } from './format';
import type { Coverage } from './types';

export function CoverageOf({ coverage }: { coverage: Coverage }) {
  const { complete, missing, records, asOf } = coverage;
  const stands = [recordsIn(records), ...(asOf ? [`as of ${moment(asOf)}`] : [])].join(', ');
  return <Told {...{ complete, missing, stands, notes: notesOf(coverage) }} />;
}

/** The same of a list, which says no more than which sources are missing. */
export function CoverageOfList(list: {
  missing?: Coverage['missing'];
  totalCount?: number | null;
  nodes?: unknown[];
  /** What the nodes are called, one and several. */
  noun?: [string, string];
}) {
  const { missing = [], totalCount, nodes = [], noun } = list;
  const stands = recordsIn(totalCount ?? nodes.length, noun) + (totalCount === null ? ' or more' : '');
  return <Told complete={missing.length === 0} missing={missing} stands={stands} notes={[]} />;
}

const recordsIn = (number: number, [one, several] = ['record', 'records']) =>
  `${count(number)} ${number === 1 ? one : several}`;

interface Parts extends Pick<Coverage, 'complete' | 'missing'> {
  stands: string;
  notes: string[];
}

function Told({ complete, missing, stands, notes }: Parts) {
  const state = complete ? 'Complete' : `Incomplete: ${missingIn(missing)}`;
  const more = notes.length === 1 ? '1 note' : `${notes.length} notes`;
  const told = (
    <>
      <b className={complete ? 'complete' : 'incomplete'}>{state}</b> <span>{stands}</span>
    </>
  );
  if (complete && notes.length === 0) return <p className="coverage">{told}</p>;
  return (
    <details className="coverage">
      <summary>
        {told} <span className="more">{complete ? more : 'Details'}</span>
      </summary>
      <ul>
        {missing.map(({ source, code, message }) => (
          <li key={source.name + message}>
            <b>{source.name}</b> did not answer ({code}): {message}
          </li>
        ))}
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
  );
}

/** Names the sources that are missing, if they are few. */
export function missingIn(missing: Coverage['missing']): string {
  const names = [...new Set(missing.map(({ source }) => source.name))];
  if (names.length === 0) return 'not everything answered';
  if (names.length > 3) return `${names.length} sources did not answer`;
  return `${names.join(', ')} did not answer`;
}

function notesOf(coverage: Coverage): string[] {
  const counted: [number, string][] = [
    [coverage.twins, 'more records of the same things in other systems, counted once'],
    [coverage.undated, 'left out: without the day by which they are counted'],
    [coverage.withoutAmount, 'without an amount: they count, and add nothing to sums'],
    [coverage.unconverted, 'amounts left out: no rate into this currency'],
    [coverage.unattributed, 'deals name a partner, but nothing says what its part was'],
  ];
  return [
    ...counted.filter(([number]) => number > 0).map(([number, what]) => `${count(number)} ${what}`),
    ...coverage.unmapped.map((name) => `No figure for ${name}: no source maps what it stands on`),
    ...coverage.approximate.map((what) => `Estimated: ${what}`),
  ];
}
