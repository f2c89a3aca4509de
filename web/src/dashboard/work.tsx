// Lists of the channel's work: certifications that expire, onboarding, campaigns.
import type { View } from './address';
import { campaigns } from './campaigns';
import { day, NONE, percent, words } from './format';
import { type Listing, ListPanel, Titled } from './list';
import { Bar } from './table';
import type { Period } from './types';

interface Parts {
  view: View;
  show: (part: Partial<View>) => void;
  /** The days of the view's period, once they are known. */
  period?: Period;
}

export function Work({ view, show, period }: Parts) {
  const today = new Date().toISOString().slice(0, 10);
  return (
    <>
      <ListPanel view={view} show={show} listing={expiring(today)} />
      <ListPanel view={view} show={show} listing={onboarding(today)} />
      {period && <ListPanel view={view} show={show} listing={campaigns(period)} />}
    </>
  );
}

const SOON = 90;

/** The day that comes some days after another. */
function later(from: string, days: number): string {
  const at = new Date(`${from}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

interface Certification {
  name: string | null;
  level: string | null;
  status: string | null;
  issuedAt: string | null;
  expiresAt: string | null;
  person: { name: string | null } | null;
}

/** Certifications that are valid, and will not be for long. */
const expiring = (today: string): Listing<Certification> => ({
  title: 'Certifications that expire',
  root: 'certifications',
  given: [
    { name: 'from', type: 'Date!', value: today },
    { name: 'to', type: 'Date!', value: later(today, SOON) },
  ],
  conditions: ['status: { eq: ACTIVE }', 'expiresAt: { gte: $from, lt: $to }'],
  order: '{ field: EXPIRES_AT, direction: ASC }',
  selection: 'name level status issuedAt expiresAt person { name }',
  empty: `No certification expires in the next ${SOON} days.`,
  hint: `Those that expire in the next ${SOON} days, the first to expire first.`,
  columns: [
    {
      title: 'Certification',
      field: 'name',
      show: ({ name, level }) => <Titled name={name} kind={level} />,
    },
    { title: 'Person', field: 'person', show: ({ person }) => person?.name ?? NONE },
    { title: 'Issued', field: 'issuedAt', kind: 'date', show: ({ issuedAt }) => day(issuedAt) },
    { title: 'Expires', field: 'expiresAt', kind: 'date', show: ({ expiresAt }) => day(expiresAt) },
  ],
});

interface Step {
  name: string;
  state: string | null;
  required: boolean | null;
  order: number | null;
}

interface Onboarding {
  status: string | null;
  program: string | null;
  appliedAt: string | null;
  dueAt: string | null;
  progress: number | null;
  steps: Step[] | null;
}

/** Ways into programs that are still under way. */
const onboarding = (today: string): Listing<Onboarding> => ({
  title: 'Onboarding',
  root: 'onboardings',
  given: [],
  conditions: ['status: { in: [APPLIED, IN_REVIEW, IN_PROGRESS, BLOCKED] }'],
  order: '{ field: DUE_AT, direction: ASC }',
  selection: 'status program appliedAt dueAt progress steps { name state required order }',
  empty: 'No onboarding is under way.',
  hint: 'Those under way today, the first to be due first. Progress is of the required steps.',
  columns: [
    { title: 'Program', field: 'program', show: ({ program }) => program ?? NONE },
    {
      title: 'Status',
      field: 'status',
      show: ({ status }) => (status ? words(status) : NONE),
    },
    { title: 'Next step', field: 'steps', show: ({ steps }) => nextOf(steps) },
    {
      title: 'Progress',
      field: 'progress',
      kind: 'number',
      show: ({ progress }) => percent(progress),
    },
    {
      title: 'Bar',
      field: 'progress',
      kind: 'bar',
      show: ({ progress }) => progress !== null && <Bar share={progress} />,
    },
    {
      title: 'Applied',
      field: 'appliedAt',
      kind: 'date',
      show: ({ appliedAt }) => day(appliedAt?.slice(0, 10) ?? null),
    },
    {
      title: 'Due',
      field: 'dueAt',
      kind: 'date',
      show: ({ dueAt }) => (
        <>
          {day(dueAt)} {dueAt && dueAt < today && <span className="bad">Overdue</span>}
        </>
      ),
    },
  ],
});

/** The first required step that is not done. */
function nextOf(steps: Step[] | null): string {
  const open = (steps ?? []).filter(
    ({ state, required }) => required !== false && state !== 'DONE' && state !== 'SKIPPED',
  );
  const place = ({ order }: Step) => order ?? Number.MAX_SAFE_INTEGER;
  return open.sort((a, b) => place(a) - place(b))[0]?.name ?? NONE;
}
