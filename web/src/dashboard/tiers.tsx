// How far a partner has come in its programmes: what keeps its tier, and what the next one asks.
import type { View } from './address';
import { type Asked, useAnswer } from './ask';
import { day, NONE, number, words } from './format';
import { type Operation, operationOf } from './operation';
import { Panel } from './panel';
import type { Coverage } from './types';

interface Judged {
  requirement: { name: string; operator: string; threshold: string; currency: string | null };
  actual: string | null;
  gap: string | null;
  points: string | null;
  state: string;
  until: string | null;
}

interface Group {
  group: { name: string; atLeast: number | null; points: string | null };
  actual: string;
  state: string;
}

interface Progress {
  program: string;
  tier: { name: string } | null;
  next: { name: string } | null;
  met: boolean | null;
  atRisk: boolean | null;
  qualifies: boolean | null;
  keep: Judged[];
  reach: Judged[];
  keepGroups: Group[];
  reachGroups: Group[];
  missing: Coverage['missing'];
}

const GROUP = '{ group { name atLeast points } actual state }';
const JUDGED = `{
  requirement { name operator threshold currency }
  actual gap points state until
}`;

const progressOf = (view: View): Operation =>
  operationOf(
    'Tiers',
    [{ name: 'partner', type: 'ID!', value: view.partner }],
    `partner(by: { id: $partner }) {
      tierProgress {
        program
        tier { name }
        next { name }
        met
        atRisk
        qualifies
        keep ${JUDGED}
        reach ${JUDGED}
        keepGroups ${GROUP}
        reachGroups ${GROUP}
        missing { source { name } code message }
      }
    }`,
    ['partner'],
  );

interface Told {
  tierProgress: Progress[] | null;
}

export function TierPanel({ view }: { view: View }) {
  const operation = progressOf(view);
  const asked = useAnswer<Told>(operation);
  const all = asked.answer?.value.tierProgress;
  // Most companies describe no programme: then there is nothing to say.
  if (all?.length === 0 && !asked.answer?.trouble('tierProgress')) return null;
  return (
    <Panel title="Tiers" operation={operation} asked={asTold(asked)} className="list">
      {({ nodes }) =>
        nodes.map((progress) => <OfProgram key={progress.program} progress={progress} />)
      }
    </Panel>
  );
}

/** The progress as a list that says what is missing. */
function asTold(asked: Asked<Told>) {
  const { answer } = asked;
  const trouble = answer?.trouble('tierProgress');
  if (trouble && !answer?.value.tierProgress?.length) return { ...asked, answer: undefined, problem: trouble };
  const nodes = answer?.value.tierProgress ?? [];
  const noun: [string, string] = ['program', 'programs'];
  const value = { nodes, missing: nodes[0]?.missing ?? [], totalCount: nodes.length, noun };
  return { ...asked, answer: answer && { ...answer, value } };
}

function OfProgram({ progress }: { progress: Progress }) {
  const { program, tier, next, keep, reach, keepGroups, reachGroups } = progress;
  return (
    <section aria-label={program}>
      <h3>
        {program}: {tier?.name ?? 'no tier'} <Standing of={progress} />
      </h3>
      {keep.length > 0 && (
        <Requirements title={`To keep ${tier?.name}`} judged={keep} groups={keepGroups} />
      )}
      {next && reach.length > 0 && (
        <Requirements title={`To reach ${next.name}`} judged={reach} groups={reachGroups} />
      )}
    </section>
  );
}

function Standing({ of: { met, atRisk, next, qualifies } }: { of: Progress }) {
  if (met === false) return <span className="bad">Not met any more</span>;
  if (atRisk) return <span className="bad">At risk</span>;
  if (next && qualifies) return <span className="good">Qualifies for {next.name}</span>;
  return null;
}

interface Parts {
  title: string;
  judged: Judged[];
  groups: Group[];
}

function Requirements({ title, judged, groups }: Parts) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={title}>
      <table className="lines">
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col" className="number">
              Has
            </th>
            <th scope="col" className="number">
              Needs
            </th>
            <th scope="col" className="number">
              Lacks
            </th>
            <th scope="col" className="why">
              State
            </th>
          </tr>
        </thead>
        <tbody>
          {judged.map(({ requirement: of, actual, gap, state, until }) => (
            <tr key={of.name}>
              <th scope="row">{of.name}</th>
              <td className="number">{number(actual, of.currency)}</td>
              <td className="number">
                {of.operator === 'AT_MOST' && 'at most '}
                {number(of.threshold, of.currency)}
              </td>
              <td className="number">{Number(gap) > 0 ? number(gap, of.currency) : NONE}</td>
              <td className="why">
                <State state={state} /> {until && <span className="quiet">until {day(until)}</span>}
              </td>
            </tr>
          ))}
          {groups.map(({ group, actual, state }) => (
            <tr key={`group ${group.name}`}>
              <th scope="row">
                {group.points === null ? `${group.atLeast} of these` : 'Points in all'}
                <span className="quiet">{group.name}</span>
              </th>
              <td className="number">{number(actual)}</td>
              <td className="number">{number(group.points ?? group.atLeast)}</td>
              <td />
              <td className="why">
                <State state={state} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SHOWN: Record<string, string> = { MET: 'good', EXPIRING: 'bad', NOT_MET: 'bad' };

function State({ state }: { state: string }) {
  return <b className={`state ${SHOWN[state] ?? 'quiet'}`}>{words(state)}</b>;
}
