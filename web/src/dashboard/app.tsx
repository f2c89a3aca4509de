// The dashboard: the view that the address names, asked and shown.
import { useEffect, useState } from 'react';
import mark from '/favicon.svg?no-inline';
import { GROUPS, readView, type View, writeView } from './address';
import { useAnswer } from './ask';
import { Breakdown, SELECTIONS } from './breakdown';
import { Chart, IntervalChoice } from './chart';
import { missingIn } from './coverage';
import { FIGURES, selectionOf } from './figures';
import { Filters } from './filters';
import { figuresOf, VIEWER } from './operation';
import { Panel } from './panel';
import { Personas, SignIn } from './personas';
import { DealsPanel, ScorecardHead } from './scorecard';
import { StatementPanel } from './statement';
import { GroupTable, rowsOf } from './table';
import { TierPanel } from './tiers';
import { Tiles } from './tiles';
import { Work } from './work';
import type { Partner, Performance } from './types';

const BREAKDOWN = ['byAttribution', 'registrations', 'leads', 'mdf'] as const;

const OVERVIEW = `total {
  ${FIGURES.map(selectionOf).join('\n')}
  ${BREAKDOWN.map((field) => SELECTIONS[field]).join('\n')}
}`;

/** The figures whose growth the endpoint does not tell. */
const BEFORE = `total {
  ${FIGURES.filter(({ growth }) => !growth)
    .map(({ selection }) => selection)
    .join('\n')}
}`;

const TREND = `rows {
  period { from to }
  revenue { count amount { amount currency } }
  pipelineCreated { count amount { amount currency } }
}`;

export function App() {
  const [caller, setCaller] = useState(0);
  const changed = () => setCaller((count) => count + 1);
  return (
    <>
      <Header changed={changed} />
      {/* Nothing of one caller's figures stays for the next. */}
      <Dashboard key={caller} changed={changed} />
    </>
  );
}

function Header({ changed }: { changed: () => void }) {
  return (
    <header className="top">
      <a className="brand" href="./" aria-label="channelgraph dashboard">
        <img src={mark} alt="" width="22" height="22" />
        <span>
          channel<b>graph</b>
        </span>
      </a>
      <nav aria-label="channelgraph">
        <a href="../graphiql/">GraphiQL</a>
        <a href="../schema.graphql">Schema</a>
      </nav>
      <Personas changed={changed} />
    </header>
  );
}

function Dashboard({ changed }: { changed: () => void }) {
  const { answer, problem, loading } = useAnswer<{ partner: Partner | null }>(VIEWER);
  const [view, show] = useView();
  if (problem?.kind === 'unknown-caller') return <SignIn why={problem.message} done={changed} />;
  if (loading) return <p className="loading">Asking who you are …</p>;
  // Whoever may not ask who he is may see figures all the same.
  const own = answer?.value.partner ?? null;
  const partner = own?.id ?? view.partner;
  // Nor does anything of one partner's stay for the next.
  return <Shown key={partner} view={{ ...view, partner }} show={show} own={own !== null} />;
}

interface Parts {
  view: View;
  show: (part: Partial<View>) => void;
  /** Whether the caller asks on behalf of one partner. */
  own: boolean;
}

function Shown({ view, show, own }: Parts) {
  const overview = useAnswer<Performance>(
    figuresOf(view, { name: 'Overview', selection: OVERVIEW, compared: true }),
  );
  const days = overview.answer?.value.previous ?? null;
  const before = useAnswer<Performance>(
    days && figuresOf(view, { name: 'Before', selection: BEFORE, days }),
  );
  const single = view.partner !== '';
  useTitle(single ? 'Scorecard' : 'Dashboard');
  return (
    <>
      {single ? (
        <ScorecardHead view={view} back={own ? undefined : () => show({ partner: '' })} />
      ) : (
        <h1>Channel performance</h1>
      )}
      <Filters view={view} show={show} grouped={!single} />
      <p className="away" role="status">
        {overview.loading ? 'Asking for figures' : 'The figures are there'}
      </p>
      <Gaps performance={overview.answer?.value} />
      <Tiles view={view} asked={overview} before={before} />
      <Trend view={view} show={show} />
      {single ? (
        <>
          <TierPanel view={view} />
          <StatementPanel view={view} show={show} />
          <DealsPanel view={view} />
        </>
      ) : (
        <ByGroup view={view} show={show} />
      )}
      {!overview.problem && <Breakdown view={view} asked={overview} />}
      <Work view={view} show={show} period={overview.answer?.value.period} />
    </>
  );
}

/** Says above all figures that sources are missing. */
function Gaps({ performance }: { performance?: Performance }) {
  if (!performance || performance.coverage.complete) return null;
  return (
    <p className="gaps" role="status">
      <b>These figures are incomplete:</b> {missingIn(performance.coverage.missing)}. The others are
      shown.
    </p>
  );
}

function Trend({ view, show }: Omit<Parts, 'own'>) {
  const operation = figuresOf(view, { name: 'Trend', selection: TREND, interval: true });
  const asked = useAnswer<Performance>(operation);
  return (
    <Panel
      title="Revenue and pipeline"
      operation={operation}
      asked={asked}
      tools={<IntervalChoice view={view} show={show} />}
    >
      {({ rows, currency }) => (
        <Chart rows={rows ?? []} interval={view.interval} currency={currency} />
      )}
    </Panel>
  );
}

function ByGroup({ view, show }: Omit<Parts, 'own'>) {
  const operation = rowsOf(view);
  const asked = useAnswer<Performance>(operation);
  return (
    <Panel title={`By ${GROUPS[view.group].toLowerCase()}`} operation={operation} asked={asked}>
      {() => asked.answer && <GroupTable view={view} answer={asked.answer} show={show} />}
    </Panel>
  );
}

/** The view of the address, and a way to another. */
function useView(): [View, (part: Partial<View>) => void] {
  const [view, setView] = useState(() => readView(window.location.search));
  useEffect(() => {
    const back = () => setView(readView(window.location.search));
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  const show = (part: Partial<View>) => {
    const next = { ...readView(window.location.search), ...part };
    window.history.pushState(null, '', writeView(next));
    setView(next);
    // Another subject begins at its top.
    if (part.partner !== undefined || part.only) window.scrollTo(0, 0);
  };
  return [view, show];
}

function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · channelgraph`;
  }, [title]);
}
