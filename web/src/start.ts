// What the page opens with: the tab of a link, the tabs of the last visit, or the examples.
import { StorageAPI } from '@graphiql/toolkit';
import { examples } from './examples';

interface Content {
  query: string;
  variables: string;
}

/** The tabs for who has none yet, and what the editors of the tab in front begin with. */
export interface Start extends Content {
  tabs: Content[];
}

/**
 * Chooses what to open. GraphiQL fills its editors from `query` and `variables` alone, finds the
 * kept tab that has them, and makes one if there is none.
 */
export function start(link: Content | null): Start {
  const tabs = link === null ? examples : [link, ...examples];
  return { tabs, ...(link ?? lastTab() ?? tabs[0]) };
}

/** The tab that was in front at the last visit, as GraphiQL keeps it. */
function lastTab(): Content | null {
  try {
    const { tabs, activeTabIndex } = JSON.parse(new StorageAPI().get('tabState') ?? '');
    const { query, variables } = tabs[activeTabIndex];
    return { query: query ?? '', variables: variables ?? '' };
  } catch {
    return null;
  }
}
