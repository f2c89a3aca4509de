// The statement of a partner: what it was promised, claimed, earned, had approved and was paid.
import { BASES, type BasisName, type View } from './address';
import { type Answer, useAnswer } from './ask';
import { Bars } from './breakdown';
import { amount, day, fullMoney, NONE, words } from './format';
import {
  type Argument,
  constant,
  COVERAGE,
  type Operation,
  operationOf,
  passed,
  periodOf,
} from './operation';
import { MoreRows, usePages } from './pages';
import { Panel } from './panel';
import type { Differences, Statement, StatementLine } from './types';

const PAGE = 10;
const STEPS = ['promised', 'claimed', 'earned', 'approved', 'paid'] as const;
const PARTS = ['unused', 'reduced', 'outstanding', 'overpaid'] as const;
const MONEY = '{ amount currency }';

const AMOUNTS = `${STEPS.map((step) => `${step} ${MONEY}`).join('\n')}
  differences {
    ${PARTS.map((part) => `${part} ${MONEY}`).join('\n')}
    reasons
  }`;

/** Why amounts differ. */
const REASONS: Record<string, string> = {
  ADJUSTED: 'Another amount was approved',
  EXPIRED: 'Lapsed',
  IN_REVIEW: 'Not decided yet',
  NOT_CLAIMED: 'Not claimed yet',
  NOT_DUE: 'Not due yet',
  NO_RATE: 'No rate between two currencies',
  OVERPAID: 'More was paid, or is taken back',
  PARTIALLY_PAID: 'A part was paid',
  UNKNOWN: 'No source tells why',
  UNMATCHED_PAYMENT: 'A payment names nothing that it pays',
};
/** What the choice of days means; on paper there is no choice to be seen. */
const COUNTED: Record<BasisName, string> = {
  cohort: 'What the period earned, with all that became of it since.',
  cash: 'Each amount by its own day. Owed at the start + approved − paid = owed at the end.',
};

const ALARMING = ['OVERDUE', 'OVERPAID', 'UNMATCHED_PAYMENT'];

/** The operation behind a statement, with a page of its lines. */
export function statementOf(view: View, after: string | null = null): Operation {
  const given: Argument[] = [
    { name: 'partner', type: 'ID!', value: view.partner },
    { name: 'period', type: 'PeriodInput!', value: periodOf(view) },
    { name: 'basis', type: 'StatementBasis!', value: constant(view.basis) },
    { name: 'currency', type: 'CurrencyCode', value: view.currency || null },
    { name: 'after', type: 'String', value: after },
  ];
  const body = `partner(by: { id: $partner }) {
    statement(${passed(given, 'partner', 'after')}) {
      currency
      opening ${MONEY}
      ${AMOUNTS}
      closing ${MONEY}
      lines(first: ${PAGE}${after === null ? '' : ', after: $after'}) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          incentive { id }
          program
          kind
          status
          dueAt
          paidAt
          ${AMOUNTS}
        }
      }
      ${COVERAGE}
    }
  }`;
  return operationOf('Statement', given, body, ['partner', 'statement']);
}

interface Parts {
  view: View;
  show: (part: Partial<View>) => void;
}

export function StatementPanel({ view, show }: Parts) {
  const operation = statementOf(view);
  const asked = useAnswer<Statement>(operation);
  return (
    <Panel
      title="Statement"
      operation={operation}
      asked={asked}
      tools={<BasisChoice view={view} show={show} />}
    >
      {() => asked.answer && <Told view={view} answer={asked.answer} />}
    </Panel>
  );
}

function BasisChoice({ view, show }: Parts) {
  return (
    <label className="small">
      counts
      <select
        value={view.basis}
        onChange={({ target }) => show({ basis: target.value as BasisName })}
      >
        {Object.entries(BASES).map(([name, title]) => (
          <option key={name} value={name}>
            {title.toLowerCase()}
          </option>
        ))}
      </select>
    </label>
  );
}

function Told({ view, answer }: { view: View; answer: Answer<Statement> }) {
  const list = usePages(
    answer,
    ({ lines }) => lines.pageInfo,
    (after) => statementOf(view, after),
  );
  const lines = list.pages.flatMap(({ value }) => value.lines.nodes);
  const { value: statement } = answer;
  if (STEPS.every((step) => statement[step] === null))
    return <p className="empty">No source maps what these stand on.</p>;
  if (lines.length === 0)
    return <p className="empty">Nothing was promised, claimed, earned or paid in this period.</p>;
  return (
    <>
      <Totals statement={statement} />
      <Reasons of={statement.differences} />
      <p className="hint">{COUNTED[view.basis]}</p>
      {view.attribution.length > 0 && (
        <p className="hint">A statement holds all incentives, whatever the attribution.</p>
      )}
      <Lines lines={lines} />
      <MoreRows
        shown={lines.length}
        total={statement.lines.totalCount ?? lines.length}
        list={list}
      />
    </>
  );
}

/** The amounts one below the other, then what lies between them. */
function Totals({ statement }: { statement: Statement }) {
  const { differences, opening, closing } = statement;
  const highest = Math.max(1, ...STEPS.map((step) => amount(statement[step]) ?? 0));
  const late = differences.reasons.includes('OVERDUE');
  const balances: [string, string][] =
    opening || closing
      ? [
          ['Owed at the start', fullMoney(opening)],
          ['Owed at the end', fullMoney(closing)],
        ]
      : [];
  return (
    <Bars
      lines={STEPS.map((step) => ({
        name: words(step),
        shown: fullMoney(statement[step]),
        share: (amount(statement[step]) ?? 0) / highest,
        kind: KINDS[step],
      }))}
      facts={[
        ['Unused', fullMoney(differences.unused)],
        ['Reduced', fullMoney(differences.reduced)],
        ['Outstanding', fullMoney(differences.outstanding), late],
        ['Overpaid', fullMoney(differences.overpaid), (amount(differences.overpaid) ?? 0) > 0],
        ...balances,
      ]}
    />
  );
}

const KINDS: Partial<Record<(typeof STEPS)[number], string>> = {
  promised: 'neutral',
  claimed: 'pipelineCreated',
};

const reason = (name: string) => REASONS[name] ?? words(name);
const alarm = (name: string) => (ALARMING.includes(name) ? 'bad' : undefined);

function Reasons({ of }: { of: Differences }) {
  if (of.reasons.length === 0) return null;
  return (
    <ul className="reasons" aria-label="Why the amounts differ">
      {of.reasons.map((name) => (
        <li key={name} className={alarm(name)}>
          {reason(name)}
        </li>
      ))}
    </ul>
  );
}

const Head = ({ children }: { children: string }) => (
  <th scope="col" className="number">
    {children}
  </th>
);

function Lines({ lines }: { lines: StatementLine[] }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Lines of the statement">
      <table className="lines">
        <thead>
          <tr>
            <th scope="col">Program and kind</th>
            <th scope="col">Status</th>
            {STEPS.map((step) => (
              <Head key={step}>{words(step)}</Head>
            ))}
            <th scope="col" className="why">
              Differences
            </th>
            <th scope="col">Due</th>
            <th scope="col">Payment</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={line.incentive?.id ?? index}>
              <th scope="row">
                {line.program ?? NONE}{' '}
                {line.kind && <span className="quiet">{words(line.kind)}</span>}
              </th>
              <td>{line.status ? words(line.status) : NONE}</td>
              {STEPS.map((step) => (
                <td key={step} className="number">
                  {fullMoney(line[step])}
                </td>
              ))}
              <td className="why">
                <Between of={line.differences} />
              </td>
              <td className="date">{day(line.dueAt)}</td>
              <td className="date">{day(line.paidAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What lies between the amounts of a line, and why. */
function Between({ of }: { of: Differences }) {
  const parts = PARTS.filter((part) => amount(of[part]));
  if (parts.length + of.reasons.length === 0) return NONE;
  return (
    <>
      {parts.map((part) => (
        <span key={part}>
          {fullMoney(of[part])} {part}
        </span>
      ))}
      {of.reasons.map((name) => (
        <span key={name} className={alarm(name) ?? 'quiet'}>
          {reason(name)}
        </span>
      ))}
    </>
  );
}
