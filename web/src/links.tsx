// Links that carry the query and its variables: the button that copies one, and the tab that an
// opened one fills.
import { parseJSONC, ToolbarButton, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';
import { copyLink, takeLink } from '../link.js';
import { tell } from '../notice.js';

/** The toolbar's button that copies a link to the query and variables as they stand. */
export function CopyLink() {
  const [query, variables] = useGraphiQL((state) => [state.queryEditor, state.variableEditor]);
  const copy = () => copyLink(query?.getValue() ?? '', asJson(variables?.getValue() ?? ''), tell);
  return (
    <ToolbarButton label="Copy link (query and variables)" onClick={copy}>
      <svg
        className="graphiql-toolbar-icon"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        aria-hidden="true"
      >
        <path d="M10 14a4 4 0 0 0 6 .4l3.2-3.2a4 4 0 0 0-5.7-5.7L12 7" />
        <path d="M14 10a4 4 0 0 0-6-.4l-3.2 3.2a4 4 0 0 0 5.7 5.7L12 17" />
      </svg>
    </ToolbarButton>
  );
}

/** GraphiQL takes comments in variables; a link does not carry them. */
function asJson(variables: string): string {
  try {
    return JSON.stringify(parseJSONC(variables));
  } catch {
    return variables;
  }
}

/** Opens a link that is put into the address of this very page: a new tab, which is not run. */
export function LinkOpener() {
  const { addTab } = useGraphiQLActions();
  const [query, variables] = useGraphiQL((state) => [state.queryEditor, state.variableEditor]);
  useEffect(() => {
    const open = () => {
      const link = takeLink(tell);
      if (link === null) return;
      addTab();
      query?.setValue(link.query);
      variables?.setValue(link.variables);
    };
    window.addEventListener('hashchange', open);
    return () => window.removeEventListener('hashchange', open);
  }, [addTab, query, variables]);
  return null;
}
