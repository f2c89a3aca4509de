// Lists that are asked for a page at a time.
import { useState } from 'react';
import { type Answer, ask, type Trouble } from './ask';
import { count } from './format';
import type { Operation } from './operation';
import type { PageInfo } from './types';

interface List<T> {
  pages: Answer<T>[];
  /** Asks for the next page; null if there is none. */
  more: (() => void) | null;
  loading: boolean;
  problem: Trouble | null;
}

/** The first page, and those that were asked for after it. */
export function usePages<T>(
  first: Answer<T>,
  infoOf: (value: T) => PageInfo | undefined,
  operationAfter: (cursor: string | null) => Operation,
): List<T> {
  const [kept, setKept] = useState({ first, rest: [] as Answer<T>[] });
  const [loading, setLoading] = useState(false);
  const [problem, setProblem] = useState<Trouble | null>(null);
  // Another answer begins another list.
  const rest = kept.first === first ? kept.rest : [];
  const pages = [first, ...rest];
  const info = infoOf(pages.at(-1)!.value);
  const more = async () => {
    if (loading) return;
    setLoading(true);
    setProblem(null);
    try {
      const operation = operationAfter(info?.endCursor ?? null);
      const next = await ask<T>(operation, new AbortController().signal);
      setKept({ first, rest: [...rest, next] });
    } catch (trouble) {
      setProblem(trouble as Trouble);
    }
    setLoading(false);
  };
  return { pages, more: info?.hasNextPage ? more : null, loading, problem };
}

interface Parts {
  shown: number;
  /** Null if nobody has counted. */
  total: number | null;
  list: Omit<List<unknown>, 'pages'>;
}

/** How many rows are shown, and the way to more. */
export function MoreRows({ shown, total, list: { more, loading, problem } }: Parts) {
  return (
    <p className="more-rows">
      <span>
        {count(shown)} {total === null ? 'shown' : `of ${count(total)}`}
      </span>
      {more && (
        <button type="button" onClick={more} aria-disabled={loading}>
          {loading ? 'Loading …' : 'Show more'}
        </button>
      )}
      {problem && <span role="alert">{problem.message}</span>}
    </p>
  );
}
