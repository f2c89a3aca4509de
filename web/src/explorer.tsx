// The explorer plugin, with names for its fields: it leaves its inputs and selects without a label.
import { explorerPlugin } from '@graphiql/plugin-explorer';
import type { GraphiQLPlugin } from '@graphiql/react';
import { useEffect, useRef } from 'react';

const plugin = explorerPlugin({ showAttribution: false });
const Content = plugin.content;

export const EXPLORER: GraphiQLPlugin = { ...plugin, content: Named };

function Named() {
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    const name = () =>
      pane.current
        ?.querySelectorAll('input:not([aria-label]), select:not([aria-label])')
        .forEach(nameField);
    const watch = new MutationObserver(name);
    if (pane.current) watch.observe(pane.current, { childList: true, subtree: true });
    name();
    return () => watch.disconnect();
  }, []);
  return (
    <section ref={pane} className="explorer" aria-label={plugin.title}>
      <Content />
    </section>
  );
}

/** Names a field after the argument that it is for. */
function nameField(field: Element) {
  const argument = field.closest('[data-arg-name]')?.getAttribute('data-arg-name');
  field.setAttribute('aria-label', argument ?? 'Kind of operation');
}
