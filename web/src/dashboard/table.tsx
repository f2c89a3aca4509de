// The table by a dimension: a row to each of its values, with bars; rows lead further.
import { GROUPS, OPENED, type Opened, type View } from './address';
import type { Answer, Trouble } from './ask';
import { amount, count, exactMoney, growth, money, NONE, percent, words } from './format';
import { figuresOf, type Operation } from './operation';
import { MoreRows, usePages } from './pages';
import { ViewLink } from './view-link';
import type { Change, Key, Performance, Row } from './types';

const PAGE = 10;

/** The operation behind a page of the table. */
export function rowsOf(view: View, after: string | null = null): Operation {
  return figuresOf(view, {
    name: 'ByGroup',
    grouped: true,
    compared: true,
    first: PAGE,
    after,
    selection: `rowCount
      pageInfo { hasNextPage endCursor }
      rows {
        keys { dimension value partner { id name } }
        partners
        revenue { count amount { amount currency } }
        openPipeline { count amount { amount currency } }
        winRate
        grownRevenue: growth(of: REVENUE) { previous absolute ratio kind }
      }`,
  });
}

interface Parts {
  view: View;
  answer: Answer<Performance>;
  show: (part: Partial<View>) => void;
}

export function GroupTable({ view, answer, show }: Parts) {
  const list = usePages(
    answer,
    ({ pageInfo }) => pageInfo,
    (after) => rowsOf(view, after),
  );
  const rows = list.pages.flatMap((page) =>
    (page.value.rows ?? []).map((row, index) => ({ row, hidden: hiddenIn(page, index) })),
  );
  if (rows.length === 0) return <p className="empty">No records match in this period.</p>;
  const highest = Math.max(...rows.map(({ row }) => amount(row.revenue?.amount) ?? 0));
  const group = GROUPS[view.group];
  const total = answer.value.rowCount ?? rows.length;
  return (
    <>
      <div
        className="scroll"
        tabIndex={0}
        role="region"
        aria-label={`Table by ${group.toLowerCase()}`}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">{group}</th>
              {view.group !== 'partner' && <Head>Partners</Head>}
              <Head>Revenue</Head>
              <td />
              <Head>Growth</Head>
              <Head>Deals won</Head>
              <Head>Open pipeline</Head>
              <Head>Win rate</Head>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, hidden }, index) => (
              <Line key={row.keys?.[0]?.value ?? index} {...{ view, row, hidden, highest, show }} />
            ))}
          </tbody>
        </table>
      </div>
      <MoreRows shown={rows.length} total={total} list={list} />
    </>
  );
}

const Head = ({ children }: { children: string }) => (
  <th scope="col" className="number">
    {children}
  </th>
);

type Hidden = (field: string) => Trouble | null;

const hiddenIn =
  (page: Answer<Performance>, index: number): Hidden =>
  (field) =>
    page.trouble('rows', index, field);

interface LineParts {
  view: View;
  row: Row;
  hidden: Hidden;
  highest: number;
  show: (part: Partial<View>) => void;
}

function Line({ view, row, hidden, highest, show }: LineParts) {
  const revenue = amount(row.revenue?.amount);
  const cell = (field: string, shown: string, title?: string) => (
    <td className="number" title={title}>
      {hidden(field) ? <i>not visible</i> : shown}
    </td>
  );
  return (
    <tr>
      <th scope="row">
        <Name keyed={row.keys?.[0]} view={view} show={show} />
      </th>
      {view.group !== 'partner' && cell('partners', count(row.partners))}
      {cell('revenue', money(row.revenue?.amount), exactMoney(row.revenue?.amount))}
      <td className="bar">
        <Bar share={highest > 0 ? (revenue ?? 0) / highest : 0} />
      </td>
      <td className="number">
        {hidden('grownRevenue') ? <i>not visible</i> : <Growth change={row.grownRevenue} />}
      </td>
      {cell('revenue', count(row.revenue?.count))}
      {cell('openPipeline', money(row.openPipeline?.amount), exactMoney(row.openPipeline?.amount))}
      {cell('winRate', percent(row.winRate))}
    </tr>
  );
}

function Growth({ change }: { change: Change | null | undefined }) {
  if (!change || change.kind === 'UNKNOWN') return NONE;
  const way = { UP: 'good', NEW: 'good', DOWN: 'bad', GONE: 'bad', FLAT: '' }[change.kind];
  return <span className={way}>{growth(change, false)}</span>;
}

/** A bar beside a figure, which says the same. */
export function Bar({ share, kind = 'revenue' }: { share: number; kind?: string }) {
  return (
    <svg className="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect className="ground" width="100" height="8" />
      <rect className={kind} width={Math.min(100, Math.max(0, share * 100))} height="8" />
    </svg>
  );
}

/** The name of a group: a partner's leads to its scorecard, others to their partners. */
function Name({ keyed, view, show }: { keyed?: Key; view: View; show: LineParts['show'] }) {
  const value = keyed?.value ?? null;
  if (value === null) return <i>None</i>;
  const isPartner = view.group === 'partner';
  const title = isPartner ? (keyed?.partner?.name ?? value) : nameOf(view.group, value);
  const opened = OPENED.find((name) => name === view.group);
  if (!isPartner && !opened) return title;
  const part: Partial<View> = isPartner
    ? { partner: keyed?.partner?.id ?? value }
    : { only: { ...view.only, [opened as Opened]: value }, group: 'partner' };
  return (
    <ViewLink view={view} part={part} show={show}>
      {title}
    </ViewLink>
  );
}

/** Writes constants as words, and what people have named as they have. */
export const nameOf = (group: string, value: string) =>
  group === 'type' || group === 'channel' ? words(value) : value;
