// Asks the public endpoint, as whoever the page is used by.
import { useEffect, useState } from 'react';
import { credentials } from '../../personas.js';
import type { Operation } from './operation';

interface GraphQLError {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string };
}

/** Why there is no answer. */
export interface Trouble {
  kind: 'unknown-caller' | 'forbidden' | 'failed';
  message: string;
}

export interface Answer<T> {
  value: T;
  /** Says why a field below the value is null; the empty string if nothing went wrong with it. */
  trouble: (...below: (string | number)[]) => Trouble | null;
}

/** A token that was typed in. It is gone when the page is. */
let token = '';

export function signIn(typed: string) {
  token = typed.trim().replace(/^Bearer\s+/i, '');
}

/** Sends an operation. @throws {@link Trouble} if there is nothing to show */
export async function ask<T>(operation: Operation, signal: AbortSignal): Promise<Answer<T>> {
  const { query, variables, path } = operation;
  const own: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...credentials(own),
    ...own,
  };
  const body = JSON.stringify({ query, variables });
  const [status, text] = await fetch('../graphql', { method: 'POST', headers, body, signal })
    .then(async (answered) => [answered.status, await answered.text()] as const)
    .catch((problem: Error) => {
      if (signal.aborted) throw problem;
      throw trouble('failed', 'The gateway did not answer. Is the network up?');
    });
  const { data, errors } = read(status, text);
  const value = path.reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], data);
  const under = (below: (string | number)[]) =>
    errors.find((error) => startsWith(error.path ?? [], below));
  if (value === null || value === undefined) {
    if (status === 401) throw trouble('unknown-caller', errors[0]?.message ?? 'Who asks?');
    if (errors.length > 0) throw asTrouble(errors[0]);
    throw trouble('failed', 'There is no such partner, or it is not visible to your role.');
  }
  return {
    value: value as T,
    trouble: (...below) => {
      const error = under([...path, ...below]);
      return error ? asTrouble(error) : null;
    },
  };
}

function read(status: number, text: string): { data: unknown; errors: GraphQLError[] } {
  try {
    const { data, errors = [] } = JSON.parse(text);
    return { data, errors };
  } catch {
    throw trouble('failed', `Something between here and the gateway answered (${status}).`);
  }
}

const startsWith = (path: (string | number)[], start: (string | number)[]) =>
  start.every((part, index) => path[index] === part);

const trouble = (kind: Trouble['kind'], message: string): Trouble => ({ kind, message });

function asTrouble({ message, extensions }: GraphQLError): Trouble {
  const code = extensions?.code;
  if (code === 'UNAUTHENTICATED') return trouble('unknown-caller', message);
  return trouble(code === 'FORBIDDEN' ? 'forbidden' : 'failed', message);
}

/** How far an answer is. While another is waited for, the one before stands there, and is stale. */
export interface Asked<T> {
  answer?: Answer<T>;
  problem?: Trouble;
  loading: boolean;
  again: () => void;
}

/** Asks whenever the operation changes; null asks nothing. */
export function useAnswer<T>(operation: Operation | null): Asked<T> {
  const [asked, setAsked] = useState<Omit<Asked<T>, 'again'>>({ loading: operation !== null });
  const [attempt, setAttempt] = useState(0);
  const written = operation === null ? '' : JSON.stringify(operation);
  useEffect(() => {
    if (written === '') return setAsked({ loading: false });
    const leave = new AbortController();
    setAsked(({ answer }) => ({ answer, loading: true }));
    ask<T>(JSON.parse(written), leave.signal)
      .then((answer) => setAsked({ answer, loading: false }))
      .catch((problem) => {
        if (!leave.signal.aborted) setAsked({ problem, loading: false });
      });
    return () => leave.abort();
  }, [written, attempt]);
  return { ...asked, again: () => setAttempt((count) => count + 1) };
}
