// A panel with a list of the graph: a row to each node, a page at a time.
import type { ReactNode } from 'react';
import { OPENED, type View } from './address';
import { type Answer, useAnswer } from './ask';
import { missingIn } from './coverage';
import { NONE } from './format';
import { type Argument, type Operation, operationOf } from './operation';
import { MoreRows, usePages } from './pages';
import { Panel } from './panel';
import type { Listed, Named } from './types';
import { ViewLink } from './view-link';

const PAGE = 10;

export interface Column<N> {
  title: string;
  /** The field of a node that it shows. */
  field: keyof N & string;
  show: (node: N) => ReactNode;
  kind?: 'number' | 'bar' | 'date';
}

/** What is listed, and how it is asked for. */
export interface Listing<N> {
  title: string;
  /** The field of `Query`. */
  root: string;
  given: Argument[];
  conditions: string[];
  order: string;
  selection: string;
  empty: string;
  hint: string;
  columns: Column<N>[];
}

interface Parts<N> {
  view: View;
  show: (part: Partial<View>) => void;
  listing: Listing<N>;
}

/** The operation behind a page of a list; of a scorecard that of its partner. */
function pageOf<N>(view: View, listing: Listing<N>, after: string | null = null): Operation {
  const { root, given, conditions, order, selection } = listing;
  const all = view.partner ? ['partner: { eq: $partner }', ...conditions] : conditions;
  const paged = `first: ${PAGE}${after === null ? '' : ', after: $after'}`;
  const body = `${root}(filter: { ${all.join(', ')} }, orderBy: [${order}], ${paged}) {
    totalCount
    missing { source { name } code message }
    pageInfo { hasNextPage endCursor }
    nodes {
      ${selection}
      ${view.partner ? '' : 'partner { id name }'}
    }
  }`;
  const variables = [
    ...given,
    { name: 'partner', type: 'ID!', value: view.partner || null },
    { name: 'after', type: 'String', value: after },
  ];
  return operationOf(root.charAt(0).toUpperCase() + root.slice(1), variables, body, [root]);
}

export function ListPanel<N extends object>({ view, show, listing }: Parts<N>) {
  const operation = pageOf(view, listing);
  const asked = useAnswer<Listed<N>>(operation);
  return (
    <Panel title={listing.title} operation={operation} asked={asked} className="list">
      {() => asked.answer && <Pages {...{ view, show, listing, answer: asked.answer }} />}
    </Panel>
  );
}

type Shown<N> = Parts<N> & { answer: Answer<Listed<N>> };

function Pages<N extends object>({ view, show, listing, answer }: Shown<N>) {
  const list = usePages(
    answer,
    ({ pageInfo }) => pageInfo,
    (after) => pageOf(view, listing, after),
  );
  const { nodes, totalCount } = answer.value;
  if (nodes.length === 0) return <p className="empty">{listing.empty}</p>;
  const later = list.pages.slice(1).flatMap(({ value }) => value.missing);
  const narrowed = !view.partner && OPENED.some((name) => view.only[name]);
  const shown = list.pages.reduce((sum, { value }) => sum + value.nodes.length, 0);
  return (
    <>
      <Table {...{ view, show, listing, pages: list.pages }} />
      <MoreRows shown={shown} total={totalCount} list={list} />
      {later.length > 0 && <p role="status">More rows may be missing: {missingIn(later)}.</p>}
      <p className="hint">
        {listing.hint}
        {narrowed && ' All partners are listed, not only those chosen above.'}
      </p>
    </>
  );
}

function Table<N extends object>({
  view,
  show,
  listing: { title, columns },
  pages,
}: Parts<N> & { pages: Answer<Listed<N>>[] }) {
  const [first, ...others] = columns;
  const cell = (page: Answer<Listed<N>>, index: number, { field, show }: Column<N>) =>
    page.trouble('nodes', index, field) ? <i>not visible</i> : show(page.value.nodes[index]);
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={`Table of ${title}`}>
      <table className="lines">
        <thead>
          <tr>
            <th scope="col">{first.title}</th>
            {!view.partner && <th scope="col">Partner</th>}
            {others.map(({ title, kind }) =>
              kind === 'bar' ? (
                <td key={title} />
              ) : (
                <th key={title} scope="col" className={kind}>
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {pages.map((page, number) =>
            page.value.nodes.map((node, index) => (
              <tr key={`${number} ${index}`}>
                <th scope="row">{cell(page, index, first)}</th>
                {!view.partner && (
                  <td>
                    <ToPartner of={partnerOf(node)} {...{ view, show }} />
                  </td>
                )}
                {others.map((column) => (
                  <td key={column.title} className={column.kind}>
                    {cell(page, index, column)}
                  </td>
                ))}
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

const partnerOf = (node: object) => (node as { partner?: Named | null }).partner;

function ToPartner({ of, view, show }: Omit<Parts<never>, 'listing'> & { of?: Named | null }) {
  if (!of) return NONE;
  return (
    <ViewLink view={view} part={{ partner: of.id }} show={show}>
      {of.name ?? of.id}
    </ViewLink>
  );
}

/** A name with what it is, in a line below. */
export function Titled({ name, kind }: { name: string | null; kind?: string | null }) {
  return (
    <>
      {name ?? NONE} {kind && <span className="quiet">{kind}</span>}
    </>
  );
}
