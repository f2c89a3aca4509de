// The keyboard shortcuts. GraphiQL binds Shift-Ctrl-P and its like to Monaco's `WinCtrl`, which is
// Control on a Mac and the Windows key elsewhere, and only in the editors. Here they work
// everywhere on the page, on every system.
//
// To be loaded before `graphiql`, which reads the labels when it is loaded.
import { isMacOs, KEY_MAP, KeyCode, KeyMod, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

/**
 * Firefox opens a private window at Shift-Ctrl-P before the page hears of it; on a Mac that is
 * Shift-Cmd-P.
 */
const taken = navigator.userAgent.includes('Firefox/') && !isMacOs;

const control = isMacOs ? KeyMod.WinCtrl : KeyMod.CtrlCmd;
if (taken) KEY_MAP.prettify.key = 'Shift-Alt-F';
// In place: Monaco's actions hold the same lists.
KEY_MAP.prettify.keybindings[0] = taken
  ? KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF
  : KeyMod.Shift | control | KeyCode.KeyP;
KEY_MAP.mergeFragments.keybindings[0] = KeyMod.Shift | control | KeyCode.KeyM;
KEY_MAP.copyQuery.keybindings[0] = KeyMod.Shift | control | KeyCode.KeyC;

/**
 * The keys that are down, in the order of GraphiQL's labels. A key is the letter on it; where that
 * is not a Latin one, its place tells what it would be.
 */
function pressed({ shiftKey, ctrlKey, altKey, metaKey, key, code }: KeyboardEvent): string {
  const held = [shiftKey && 'Shift', ctrlKey && 'Ctrl', altKey && 'Alt', metaKey && 'Cmd'];
  const last = /^([a-z]|Enter)$/i.test(key) ? key : code.replace(/^Key/, '');
  return [...held.filter(Boolean), last.length === 1 ? last.toUpperCase() : last].join('-');
}

/** Runs the shortcuts wherever the focus is; those that an editor has run do not come here. */
export function Shortcuts() {
  const { copyQuery, introspect, mergeQuery, prettifyEditors, run } = useGraphiQLActions();
  useEffect(() => {
    const actions: Record<string, () => unknown> = {
      [KEY_MAP.prettify.key]: prettifyEditors,
      [KEY_MAP.mergeFragments.key]: mergeQuery,
      [KEY_MAP.copyQuery.key]: copyQuery,
      [KEY_MAP.refetchSchema.key]: introspect,
      [isMacOs ? 'Cmd-Enter' : 'Ctrl-Enter']: run,
    };
    const hear = (event: KeyboardEvent) => {
      const action = actions[pressed(event)];
      if (action === undefined || event.defaultPrevented) return;
      // The browser's own meaning: print, developer tools, loading the page anew.
      event.preventDefault();
      // GraphiQL listens for Shift-Ctrl-R too.
      event.stopImmediatePropagation();
      action();
    };
    // On the document: before GraphiQL's listeners, which are on the window, and after the
    // editors'.
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [copyQuery, introspect, mergeQuery, prettifyEditors, run]);
  return null;
}
