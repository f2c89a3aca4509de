// Revenue and pipeline over time: columns side by side, and the same as a table.
import { scaleBand, scaleLinear } from 'd3-scale';
import { useLayoutEffect, useRef, useState } from 'react';
import { INTERVALS, type IntervalName, type View } from './address';
import { amount, bucket, count, exactMoney, mark, money, range } from './format';
import type { Row } from './types';

const HEIGHT = 260;
const MARGIN = { top: 12, right: 4, bottom: 26, left: 52 };
const BOTTOM = HEIGHT - MARGIN.bottom;
/** Pixels that a name below the axis needs. */
const NAME_WIDTH = 58;

const SERIES = [
  { field: 'revenue', title: 'Revenue', counted: 'won' },
  { field: 'pipelineCreated', title: 'Pipeline created', counted: 'created' },
] as const;

interface Parts {
  rows: Row[];
  interval: IntervalName;
  currency: string;
}

export function Chart({ rows, interval, currency }: Parts) {
  const [at, setAt] = useState<number | null>(null);
  const sorted = [...rows].sort((a, b) => (a.period!.from < b.period!.from ? -1 : 1));
  if (sorted.every((row) => SERIES.every(({ field }) => !row[field]?.count)))
    return <p className="empty">Nothing was won or created in this period.</p>;
  return (
    <>
      <Legend row={at === null ? undefined : sorted[at]} interval={interval} />
      <Columns {...{ rows: sorted, interval, currency, at, setAt }} />
      <AsTable rows={sorted} interval={interval} />
    </>
  );
}

/** The series by name; over a column, also what it holds. */
function Legend({ row, interval }: { row?: Row; interval: IntervalName }) {
  return (
    <p className="legend">
      {SERIES.map(({ field, title }) => (
        <span key={field}>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <rect className={field} x="1" y="1" width="10" height="10" rx="2" />
          </svg>
          {title} {row && <b>{money(row[field]?.amount)}</b>}
        </span>
      ))}
      {row && <span className="of">{bucket(row.period!.from, interval)}</span>}
    </p>
  );
}

interface Drawn extends Parts {
  at: number | null;
  setAt: (at: number | null) => void;
}

function Columns({ rows, interval, currency, at, setAt }: Drawn) {
  const [width, box] = useWidth();
  const scales = scalesOf(rows, width);
  const { x, y } = scales;
  const every = Math.ceil(NAME_WIDTH / Math.max(x.step(), 1));
  return (
    <div className="chart" ref={box}>
      <svg
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={summary(rows, interval, currency)}
        onPointerLeave={() => setAt(null)}
      >
        {y.ticks(4).map((tick) => (
          <g key={tick} className="grid" aria-hidden="true">
            <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
            <text x={MARGIN.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
              {mark(tick)}
            </text>
          </g>
        ))}
        {rows.map((row, index) => (
          <g key={row.period!.from} transform={`translate(${x(index)},0)`} aria-hidden="true">
            <rect
              className={at === index ? 'under at' : 'under'}
              x={(x.bandwidth() - x.step()) / 2}
              width={x.step()}
              y={MARGIN.top}
              height={BOTTOM - MARGIN.top}
              onPointerEnter={() => setAt(index)}
            />
            <Pair row={row} scales={scales} />
            {index % every === 0 && (
              <text x={x.bandwidth() / 2} y={HEIGHT - 8} textAnchor="middle">
                {bucket(row.period!.from, interval)}
              </text>
            )}
          </g>
        ))}
      </svg>
    </div>
  );
}

/** The columns of one interval, side by side. */
function Pair({ row, scales: { y, column } }: { row: Row; scales: ReturnType<typeof scalesOf> }) {
  return SERIES.map(({ field }) => (
    <path
      key={field}
      className={field}
      d={rounded(column(field)!, y(valueOf(row, field)), column.bandwidth())}
    />
  ));
}

/** Where intervals, amounts and the columns of an interval stand. */
function scalesOf(rows: Row[], width: number) {
  const values = rows.flatMap((row) => SERIES.map(({ field }) => valueOf(row, field)));
  const x = scaleBand(
    rows.map((_, index) => index),
    [MARGIN.left, Math.max(width - MARGIN.right, MARGIN.left + 1)],
  );
  x.paddingInner(0.3).paddingOuter(0.15);
  const fields = SERIES.map(({ field }) => field);
  return {
    x,
    y: scaleLinear([0, Math.max(1, ...values)], [BOTTOM, MARGIN.top]).nice(4),
    column: scaleBand(fields, [0, x.bandwidth()]).padding(0.08),
  };
}

const valueOf = (row: Row, field: 'revenue' | 'pipelineCreated') => amount(row[field]?.amount) ?? 0;

/** A column with a rounded top. */
function rounded(left: number, top: number, width: number): string {
  const radius = Math.max(0, Math.min(3, width / 2, BOTTOM - top));
  return (
    `M${left},${BOTTOM}V${top + radius}q0,${-radius} ${radius},${-radius}` +
    `h${width - 2 * radius}q${radius},0 ${radius},${radius}V${BOTTOM}Z`
  );
}

/** What the drawing shows, in a sentence. */
function summary(rows: Row[], interval: IntervalName, currency: string): string {
  const best = rows.reduce((a, b) => (valueOf(b, 'revenue') > valueOf(a, 'revenue') ? b : a));
  const days = range({ from: rows[0].period!.from, to: rows.at(-1)!.period!.to });
  return (
    `Columns of revenue and pipeline created by ${interval}, ${days}, in ${currency}. ` +
    `The most revenue: ${bucket(best.period!.from, interval)}, ${money(best.revenue?.amount)}. ` +
    'All figures stand in the table below.'
  );
}

function AsTable({ rows, interval }: { rows: Row[]; interval: IntervalName }) {
  return (
    <details className="as-table">
      <summary>The same as a table</summary>
      <div
        className="scroll"
        tabIndex={0}
        role="region"
        aria-label="Revenue and pipeline over time"
      >
        <table>
          <thead>
            <tr>
              <th scope="col">{INTERVALS[interval]}</th>
              {SERIES.map(({ field, title, counted }) => [
                <th key={field} scope="col" className="number">
                  {title}
                </th>,
                <th key={counted} scope="col" className="number">
                  Deals {counted}
                </th>,
              ])}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.period!.from}>
                <th scope="row">{bucket(row.period!.from, interval)}</th>
                {SERIES.map(({ field, counted }) => [
                  <td key={field} className="number">
                    {exactMoney(row[field]?.amount)}
                  </td>,
                  <td key={counted} className="number">
                    {count(row[field]?.count)}
                  </td>,
                ])}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** The choice of intervals. */
export function IntervalChoice({
  view,
  show,
}: {
  view: View;
  show: (part: Partial<View>) => void;
}) {
  return (
    <label className="small">
      by
      <select
        value={view.interval}
        onChange={({ target }) => show({ interval: target.value as IntervalName })}
      >
        {Object.entries(INTERVALS).map(([name, title]) => (
          <option key={name} value={name}>
            {title.toLowerCase()}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The width that the chart has, also after the window changes. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => setWidth(Math.max(element.clientWidth, 240));
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    measure();
    return () => watch.disconnect();
  }, []);
  return [width, box] as const;
}
