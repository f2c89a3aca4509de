// The tiles: a figure each, with its change since the period of comparison.
import type { Answer, Asked } from './ask';
import { ATTRIBUTIONS, OPENED, type View } from './address';
import { CoverageOf } from './coverage';
import { aliasOf, FIGURES, type Figure, selectionOf } from './figures';
import { changeOf, growth, NONE, range } from './format';
import { figuresOf } from './operation';
import { QueryLink, TroubleOf } from './panel';
import { nameOf } from './table';
import type { Change, Performance, Row } from './types';

interface Parts {
  view: View;
  asked: Asked<Performance>;
  /** The figures of the period of comparison. */
  before: Asked<Performance>;
}

export function Tiles({ view, asked, before }: Parts) {
  const { answer, problem, loading, again } = asked;
  if (problem) {
    return (
      <section className="panel" aria-labelledby="key-figures">
        <header>
          <h2 id="key-figures">Key figures</h2>
        </header>
        <TroubleOf trouble={problem} again={again} />
      </section>
    );
  }
  const performance = answer?.value;
  return (
    <section className="key" aria-labelledby="key-figures" aria-busy={loading}>
      <header>
        <h2 id="key-figures">Key figures</h2>
        {performance && <Days view={view} performance={performance} />}
      </header>
      <ul className={loading && performance ? 'tiles stale' : 'tiles'}>
        {FIGURES.map((figure) => (
          <Tile key={figure.id} {...{ view, figure, answer, before: before.answer }} />
        ))}
      </ul>
      {performance && <CoverageOf coverage={performance.coverage} />}
    </section>
  );
}

/** What the figures are about, in words: on paper there is no filter bar. */
function Days({ view, performance }: { view: View; performance: Performance }) {
  const { period, previous, currency } = performance;
  const opened = view.partner ? [] : OPENED.filter((name) => view.only[name]);
  const said = [
    range(period) + (period.closed ? '' : ', not over yet'),
    period.timeZone,
    currency,
    ...view.attribution.map((name) => `${ATTRIBUTIONS[name].toLowerCase()} deals`),
    ...opened.map((name) => `${name} ${nameOf(name, view.only[name] ?? '')}`),
    ...(previous ? [`compared with ${range(previous)}`] : []),
  ];
  return <p className="days">{said.join(' · ')}</p>;
}

interface One {
  view: View;
  figure: Figure;
  answer?: Answer<Performance>;
  before?: Answer<Performance>;
}

function Tile({ view, figure, answer, before }: One) {
  const row = answer?.value.total;
  const operation = figuresOf(view, {
    name: figure.id.charAt(0).toUpperCase() + figure.id.slice(1),
    compared: true,
    selection: `total {\n${selectionOf(figure)}\n}`,
  });
  return (
    <li className="tile" data-figure={figure.id}>
      <h3>{figure.title}</h3>
      <QueryLink operation={operation} of={figure.title} />
      {answer && row ? (
        <Shown {...{ figure, row, answer }} before={before?.value.total} />
      ) : (
        <div className="skeleton" aria-hidden="true" />
      )}
    </li>
  );
}

interface Known {
  figure: Figure;
  row: Row;
  answer: Answer<Performance>;
  before?: Row;
}

function Shown({ figure, row, answer, before }: Known) {
  const shown = figure.show(row);
  const hidden = shown === NONE && answer.trouble('total', figure.field);
  if (hidden) {
    const forbidden = hidden.kind === 'forbidden';
    return (
      <p className="note hidden" title={hidden.message}>
        {forbidden ? 'Not visible to your role' : `No figure: ${hidden.message}`}
      </p>
    );
  }
  const change = figure.growth
    ? row[aliasOf(figure.id)]
    : before && changeOf(figure.value(row), figure.value(before));
  const { unmapped } = answer.value.coverage;
  const mapped = !unmapped.some((name) => name.split('.')[0] === figure.field);
  return (
    <>
      <p className="value" title={figure.exact?.(row)}>
        {shown}
      </p>
      <p className="note">{shown === NONE && !mapped ? 'No source maps it' : figure.note(row)}</p>
      {answer.value.previous && shown !== NONE && change && (
        <Grown change={change} figure={figure} />
      )}
    </>
  );
}

const ARROWS: Partial<Record<Change['kind'], string>> = { UP: '▲', NEW: '▲', DOWN: '▼', GONE: '▼' };

function Grown({ change, figure }: { change: Change; figure: Figure }) {
  const arrow = ARROWS[change.kind];
  const way = arrow === '▲' ? 'UP' : 'DOWN';
  const judged = !arrow || !figure.good ? 'plain' : way === figure.good ? 'good' : 'bad';
  return (
    <p className={`grown ${judged}`}>
      {arrow && <span aria-hidden="true">{arrow} </span>}
      {growth(change, figure.rate ?? false)}
    </p>
  );
}
