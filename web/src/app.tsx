// The page: GraphiQL over this server's own endpoint, with the explorer and the example tabs.
import './shortcuts';
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './page.css';
import './contrast.css';

import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeLink } from '../link.js';
import { tell } from '../notice.js';
import { credentials } from '../personas.js';
import { EXPLORER } from './explorer';
import { CopyLink, LinkOpener } from './links';
import { Logo } from './logo';
import { Personas } from './personas';
import { Shortcuts } from './shortcuts';
import { start } from './start';
import { EditorColours } from './theme';

// `/graphql` beside `/graphiql/`: the same origin, under any prefix.
const url = new URL('../graphql', document.baseURI).href;
const send = createGraphiQLFetcher({ url });
const fetcher: Fetcher = (params, options) => {
  const headers = { ...options?.headers, ...credentials(options?.headers) };
  return send(params, { ...options, headers });
};
const plugins = [HISTORY_PLUGIN, EXPLORER];

/** Shows GraphiQL in `root`, with the tab that the address asks for in front. */
export function mount(root: HTMLElement) {
  const { tabs, query, variables } = start(takeLink(tell));
  createRoot(root).render(
    <StrictMode>
      <GraphiQL
        fetcher={fetcher}
        plugins={plugins}
        defaultTabs={tabs}
        initialQuery={query}
        initialVariables={variables}
        defaultEditorToolsVisibility="variables"
        shouldPersistHeaders={false}
      >
        <GraphiQL.Logo>
          <Personas />
          <Logo />
        </GraphiQL.Logo>
        <GraphiQL.Toolbar>
          {({ prettify, merge, copy }) => (
            <>
              {prettify}
              {merge}
              {copy}
              <CopyLink />
            </>
          )}
        </GraphiQL.Toolbar>
        <EditorColours />
        <Shortcuts />
        <LinkOpener />
      </GraphiQL>
    </StrictMode>,
  );
}
