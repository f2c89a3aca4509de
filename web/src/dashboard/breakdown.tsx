// Panels about parts of the work: attribution, registrations, leads, funds, deals won.
import type { Asked } from './ask';
import type { View } from './address';
import { amount, count, day, exactMoney, hours, money, NONE, percent, words } from './format';
import { figuresOf, type Operation } from './operation';
import { Panel } from './panel';
import { Bar } from './table';
import type { Attributed, Deal, Funds, Leads, Performance, Registrations } from './types';

const MONEY = '{ amount currency }';

/** What each panel asks of the total. */
export const SELECTIONS = {
  byAttribution: `byAttribution {
    attribution
    revenue { count amount ${MONEY} }
    pipelineCreated { count amount ${MONEY} }
    winRate
  }`,
  registrations: `registrations {
    submitted
    pending
    approved
    rejected
    expired
    approvalRate
    conversionRate
    medianHoursToDecision
  }`,
  leads: `leads {
    received
    accepted
    rejected
    converted
    waiting
    acceptanceRate
    conversionRate
    medianHoursToAccept
    slaBreaches
  }`,
  mdf: `mdf {
    allocated ${MONEY}
    requested ${MONEY}
    approved ${MONEY}
    claimed ${MONEY}
    reimbursed ${MONEY}
    utilisation
  }`,
  deals: `deals(first: 10) {
    nodes { id name closeDate customer { name } amount ${MONEY} }
  }`,
};

interface Parts {
  view: View;
  asked: Asked<Performance>;
}

const alone = (view: View, name: string, field: keyof typeof SELECTIONS): Operation =>
  figuresOf(view, { name, selection: `total {\n${SELECTIONS[field]}\n}` });

export function Breakdown({ view, asked }: Parts) {
  const panel = (title: string, name: string, field: keyof typeof SELECTIONS) => ({
    title,
    field,
    asked,
    operation: alone(view, name, field),
  });
  return (
    <div className="panels">
      <Panel {...panel('Attribution', 'Attribution', 'byAttribution')}>
        {({ total }) => <Attributions of={total?.byAttribution} />}
      </Panel>
      <Panel {...panel('Deal registrations', 'Registrations', 'registrations')}>
        {({ total }) => <RegistrationBars of={total?.registrations} />}
      </Panel>
      <Panel {...panel('Leads and their SLA', 'Leads', 'leads')}>
        {({ total }) => <LeadBars of={total?.leads} />}
      </Panel>
      <Panel {...panel('Market development funds', 'Funds', 'mdf')}>
        {({ total }) => <FundBars of={total?.mdf} />}
      </Panel>
    </div>
  );
}

const Unmapped = () => <p className="empty">No source maps what these stand on.</p>;

function Attributions({ of }: { of?: Attributed[] | null }) {
  if (!of) return <Unmapped />;
  if (of.length === 0) return <p className="empty">No deals in this period.</p>;
  const highest = Math.max(1, ...of.map(({ revenue }) => amount(revenue?.amount) ?? 0));
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col" className="number">
              Revenue
            </th>
            <td />
            <th scope="col" className="number">
              Won
            </th>
            <th scope="col" className="number">
              Win rate
            </th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ attribution, revenue, winRate }) => (
            <tr key={attribution}>
              <th scope="row">{words(attribution)}</th>
              <td className="number">{money(revenue?.amount)}</td>
              <td className="bar">
                <Bar share={(amount(revenue?.amount) ?? 0) / highest} />
              </td>
              <td className="number">{count(revenue?.count)}</td>
              <td className="number">{percent(winRate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        Parts overlap: one deal can be sourced by one partner and influenced by another.
      </p>
    </>
  );
}

export interface Line {
  name: string;
  shown: string;
  share: number;
  kind?: string;
}

/** Figures with bars, then rates. */
export function Bars({ lines, facts }: { lines: Line[]; facts: [string, string, boolean?][] }) {
  return (
    <>
      <table className="bars">
        <tbody>
          {lines.map(({ name, shown, share, kind }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{shown}</td>
              <td className="bar">
                <Bar share={share} kind={kind} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="facts">
        {facts.map(([name, shown, alarming]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={alarming ? 'bad' : undefined}>{shown}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Lines of numbers of records, out of a whole. */
const lines = (whole: number, parts: [string, number, string?][]): Line[] =>
  parts.map(([name, part, kind]) => ({
    name,
    shown: count(part),
    share: whole > 0 ? part / whole : 0,
    kind,
  }));

function RegistrationBars({ of }: { of?: Registrations | null }) {
  if (!of) return <Unmapped />;
  return (
    <Bars
      lines={lines(of.submitted, [
        ['Submitted', of.submitted, 'neutral'],
        ['Approved', of.approved],
        ['Pending', of.pending, 'pipelineCreated'],
        ['Rejected', of.rejected, 'lost'],
        ['Expired', of.expired, 'lost'],
      ])}
      facts={[
        ['Approval rate', percent(of.approvalRate)],
        ['Won of approved', percent(of.conversionRate)],
        ['Median to decision', hours(of.medianHoursToDecision)],
      ]}
    />
  );
}

function LeadBars({ of }: { of?: Leads | null }) {
  if (!of) return <Unmapped />;
  return (
    <Bars
      lines={lines(of.received, [
        ['Received', of.received, 'neutral'],
        ['Accepted', of.accepted],
        ['Converted', of.converted],
        ['Waiting', of.waiting, 'pipelineCreated'],
        ['Rejected', of.rejected, 'lost'],
      ])}
      facts={[
        ['SLA breaches', count(of.slaBreaches), (of.slaBreaches ?? 0) > 0],
        ['Acceptance rate', percent(of.acceptanceRate)],
        ['Median to accept', hours(of.medianHoursToAccept)],
      ]}
    />
  );
}

function FundBars({ of }: { of?: Funds | null }) {
  if (!of) return <Unmapped />;
  const steps = ['allocated', 'requested', 'approved', 'claimed', 'reimbursed'] as const;
  const highest = Math.max(1, ...steps.map((step) => amount(of[step]) ?? 0));
  const [allocated, claimed] = [amount(of.allocated), amount(of.claimed)];
  const left =
    of.allocated && allocated !== null && claimed !== null
      ? money({ ...of.allocated, amount: String(allocated - claimed) })
      : NONE;
  return (
    <Bars
      lines={steps.map((step, index) => ({
        name: words(step),
        shown: money(of[step]),
        share: (amount(of[step]) ?? 0) / highest,
        kind: index === 0 ? 'neutral' : undefined,
      }))}
      facts={[
        ['Utilisation', percent(of.utilisation)],
        ['Not claimed', left],
        ['Reimbursed', exactMoney(of.reimbursed)],
      ]}
    />
  );
}

/** The operation on the deals counted as revenue, of a scorecard. */
export const dealsWon = (view: View) => alone(view, 'DealsWon', 'deals');

export function DealTable({ of }: { of?: Deal[] }) {
  if (!of) return <Unmapped />;
  if (of.length === 0) return <p className="empty">No deal was won in this period.</p>;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Table of deals won">
      <table>
        <thead>
          <tr>
            <th scope="col">Deal</th>
            <th scope="col">Customer</th>
            <th scope="col">Closed</th>
            <th scope="col" className="number">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ id, name, customer, closeDate, amount }) => (
            <tr key={id}>
              <th scope="row">{name ?? NONE}</th>
              <td>{customer?.name ?? NONE}</td>
              <td>{day(closeDate)}</td>
              <td className="number">{exactMoney(amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
