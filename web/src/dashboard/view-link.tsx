// Leads to another view in this page; with a key held down, in a tab of its own.
import type { ReactNode } from 'react';
import { type View, writeView } from './address';

interface Parts {
  view: View;
  /** What is other there. */
  part: Partial<View>;
  show: (part: Partial<View>) => void;
  children: ReactNode;
}

export function ViewLink({ view, part, show, children }: Parts) {
  const open = (event: React.MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(part);
  };
  return (
    <a href={writeView({ ...view, ...part })} onClick={open}>
      {children}
    </a>
  );
}
