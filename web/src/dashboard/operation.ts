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

const COVERAGE = `coverage {
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
  const variables = Object.fromEntries(given.map(({ name, value }) => [name, value]));
  const declared = given.map(({ name, type }) => `$${name}: ${type}`);
  const passed = given
    .filter(({ name }) => name !== 'partner')
    .map(({ name }) => `${name}: $${name}`)
    .join(', ');
  const figures = `performance(${passed}) {
    period { from to timeZone closed }
    previous { from to }
    currency
    ${wanted.selection}
    ${COVERAGE}
  }`;
  const body = view.partner ? `partner(by: { id: $partner }) {\n${figures}\n}` : figures;
  return {
    query: indented(`query ${wanted.name}(${declared.join(', ')}) {\n${body}\n}`),
    variables,
    path: view.partner ? ['partner', 'performance'] : ['performance'],
  };
}

interface Argument {
  name: string;
  type: string;
  value: unknown;
}

/** The arguments that a view has values for. */
function argumentsOf(view: View, wanted: Wanted): Argument[] {
  const given: Argument[] = [
    { name: 'partner', type: 'ID!', value: view.partner || null },
    {
      name: 'period',
      type: 'PeriodInput!',
      value: wanted.days ? { days: wanted.days } : period(view),
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
  return given.filter(({ value }) => value !== null);
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
function period({ period, from, to }: View): unknown {
  if (period === 'custom') return { days: { from, to } };
  if (period === 'last-12-months')
    return { last: { count: 12, of: 'MONTH', includeCurrent: true } };
  const [which, of] = period.split('-');
  return { last: { count: 1, of: constant(of), includeCurrent: which === 'this' } };
}

/** Writes `year-ago` as `YEAR_AGO`. */
const constant = (name: string) => name.toUpperCase().replaceAll('-', '_');

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
