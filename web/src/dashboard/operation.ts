// The operations of the page. Each is sent to the endpoint, and opened in GraphiQL by a link, as it
// stands here.
import { writeLink } from '../../link.js';
import type { View } from './address';

export interface Operation {
  query: string;
  variables: Record<string, unknown>;
  /** Where in the answer the figures are. */
  path: string[];
}

export interface Wanted {
  name: string;
  /** What is asked of the figures, beside their coverage. */
  selection: string;
  /** Whether growth is asked for; without it nothing is compared. */
  compared?: boolean;
  /** Days in place of the view's period. */
  days?: { from: string; to: string };
  grouped?: boolean;
  interval?: boolean;
  first?: number;
  after?: string | null;
}

export const COVERAGE = `coverage {
  complete
  missing { source { name } code message }
  asOf
  records
  twins
  undated
  withoutAmount
  unconverted
  unattributed
  unmapped
  approximate
}`;

/** Writes an operation on the figures of a view. */
export function figuresOf(view: View, wanted: Wanted): Operation {
  const given = argumentsOf(view, wanted);
  const figures = `performance(${passed(given, 'partner')}) {
    period { from to timeZone closed }
    previous { from to }
    currency
    ${wanted.selection}
    ${COVERAGE}
  }`;
  const body = view.partner ? `partner(by: { id: $partner }) {\n${figures}\n}` : figures;
  return operationOf(
    wanted.name,
    given,
    body,
    view.partner ? ['partner', 'performance'] : ['performance'],
  );
}

/** A variable; without a value it is left out. */
export interface Argument {
  name: string;
  type: string;
  value: unknown;
}

/** Writes an operation with the variables that have values. */
export function operationOf(
  name: string,
  all: Argument[],
  body: string,
  path: string[],
): Operation {
  const given = all.filter(({ value }) => value !== null);
  const declared = given.map((one) => `$${one.name}: ${one.type}`).join(', ');
  const heading = declared === '' ? name : `${name}(${declared})`;
  return {
    query: indented(`query ${heading} {\n${body}\n}`),
    variables: Object.fromEntries(given.map((one) => [one.name, one.value])),
    path,
  };
}

/** Passes variables on as arguments of their names, all that have values but some. */
export const passed = (given: Argument[], ...but: string[]) =>
  given
    .filter(({ name, value }) => value !== null && !but.includes(name))
    .map(({ name }) => `${name}: $${name}`)
    .join(', ');

/** The arguments of the figures of a view. */
function argumentsOf(view: View, wanted: Wanted): Argument[] {
  const given: Argument[] = [
    { name: 'partner', type: 'ID!', value: view.partner || null },
    {
      name: 'period',
      type: 'PeriodInput!',
      value: wanted.days ? { days: wanted.days } : periodOf(view),
    },
    {
      name: 'compare',
      type: 'Comparison!',
      value: wanted.compared ? constant(view.compare) : 'NONE',
    },
    {
      name: 'attribution',
      type: '[Attribution!]',
      value: view.attribution.length > 0 ? view.attribution.map(constant) : null,
    },
    { name: 'currency', type: 'CurrencyCode', value: view.currency || null },
    { name: 'interval', type: 'Interval', value: wanted.interval ? constant(view.interval) : null },
  ];
  if (!view.partner) {
    given.push(
      {
        name: 'groupBy',
        type: '[PerformanceDimension!]!',
        value: wanted.grouped ? [constant(view.group)] : null,
      },
      { name: 'filter', type: 'PartnerFilter', value: partners(view) },
      { name: 'dealFilter', type: 'DealFilter', value: deals(view) },
      { name: 'first', type: 'Int!', value: wanted.first ?? null },
      { name: 'after', type: 'String', value: wanted.after ?? null },
    );
  }
  return given;
}

/** The condition on partners of the groups that were opened. */
function partners({ only }: View): unknown {
  const { channel: _, ...known } = only;
  const conditions = Object.entries(known).map(([name, value]) => [name, { eq: value }]);
  return conditions.length > 0 ? Object.fromEntries(conditions) : null;
}

/** The channel is the deal's. */
function deals({ only }: View): unknown {
  return only.channel ? { channel: { eq: only.channel } } : null;
}

/** The period of a view, as the endpoint takes it. */
export function periodOf({ period, from, to }: View): unknown {
  if (period === 'custom') return { days: { from, to } };
  if (period === 'last-12-months')
    return { last: { count: 12, of: 'MONTH', includeCurrent: true } };
  const [which, of] = period.split('-');
  return { last: { count: 1, of: constant(of), includeCurrent: which === 'this' } };
}

/** Writes `year-ago` as `YEAR_AGO`. */
export const constant = (name: string) => name.toUpperCase().replaceAll('-', '_');

/** Indents lines by the braces before them, as GraphiQL would. */
function indented(text: string): string {
  let depth = 0;
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter(Boolean)
    .map((line) => {
      const [opened, closed] = ['{', '}'].map((brace) => line.split(brace).length - 1);
      if (line.startsWith('}')) depth -= 1;
      const written = '  '.repeat(depth) + line;
      depth += opened - closed + (line.startsWith('}') ? 1 : 0);
      return written;
    })
    .join('\n');
}

/** Whom the caller asks for; a partner's user has one. */
export const VIEWER: Operation = {
  query: 'query Viewer {\n  viewer {\n    partner {\n      id\n      name\n    }\n  }\n}',
  variables: {},
  path: ['viewer'],
};

/** Who the partner of a scorecard is. */
export function partnerOf(id: string): Operation {
  return {
    query: indented(`query Partner($partner: ID!) {
      partner(by: { id: $partner }) {
        id
        name
        domain
        type
        tier { name }
        region
        country
        status
      }
    }`),
    variables: { partner: id },
    path: ['partner'],
  };
}

/** The address of GraphiQL with an operation in a tab of its own. */
export function inGraphiql({ query, variables }: Operation): string {
  return `../graphiql/${writeLink(query, variables)}`;
}
