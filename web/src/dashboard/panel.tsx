// A panel: a heading, the way to its query, what is shown, and what that stands on.
import { type ReactNode, useId } from 'react';
import type { Asked, Trouble } from './ask';
import { CoverageOf, CoverageOfList } from './coverage';
import { inGraphiql, type Operation } from './operation';
import type { Coverage, Row } from './types';

/** What a panel shows: figures that say what they stand on, or a page of a list. */
interface Shown {
  total?: Row;
  coverage?: Coverage;
  missing?: Coverage['missing'];
  totalCount?: number | null;
  nodes?: unknown[];
  noun?: [string, string];
}

interface Parts<T> {
  title: string;
  operation: Operation;
  asked: Asked<T>;
  /** The field of the total on which all of the panel stands. */
  field?: keyof Row & string;
  tools?: ReactNode;
  className?: string;
  children: (figures: T) => ReactNode;
}

export function Panel<T extends Shown>({
  title,
  operation,
  asked,
  field,
  tools,
  className = '',
  children,
}: Parts<T>) {
  const id = useId();
  const isNull = field !== undefined && !asked.answer?.value.total?.[field];
  const hidden = isNull ? (asked.answer?.trouble('total', field) ?? null) : null;
  return (
    <section className={`panel ${className}`} aria-labelledby={id} aria-busy={asked.loading}>
      <header>
        <h2 id={id}>{title}</h2>
        {tools}
        <QueryLink operation={operation} of={title} />
      </header>
      <Body asked={asked} hidden={hidden}>
        {children}
      </Body>
    </section>
  );
}

function Body<T extends Shown>({
  asked,
  hidden,
  children,
}: Pick<Parts<T>, 'asked' | 'children'> & { hidden: Trouble | null }) {
  const { answer, problem, loading, again } = asked;
  if (problem) return <TroubleOf trouble={problem} again={again} />;
  if (!answer) return <div className="skeleton" aria-hidden="true" />;
  return (
    <div className={loading ? 'stale' : undefined}>
      {hidden ? <TroubleOf trouble={hidden} /> : children(answer.value)}
      {answer.value.coverage ? (
        <CoverageOf coverage={answer.value.coverage} />
      ) : (
        <CoverageOfList {...answer.value} />
      )}
    </div>
  );
}

/** Says what is not shown, and why. */
export function TroubleOf({ trouble, again }: { trouble: Trouble; again?: () => void }) {
  const forbidden = trouble.kind === 'forbidden';
  return (
    <div
      className={`trouble ${forbidden ? 'forbidden' : ''}`}
      role={forbidden ? undefined : 'alert'}
    >
      <p>
        <strong>{forbidden ? 'Not visible to your role' : 'No figures'}</strong>
        <span>{trouble.message}</span>
      </p>
      {again && !forbidden && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Opens in GraphiQL what a figure was asked by. */
export function QueryLink({ operation, of }: { operation: Operation; of: string }) {
  return (
    <a className="query" href={inGraphiql(operation)} title="Open the query in GraphiQL">
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M5.5 4 1.5 8l4 4M10.5 4l4 4-4 4" />
      </svg>
      <span className="away">Open the query: {of}</span>
    </a>
  );
}
