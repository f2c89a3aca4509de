// The colours inside the editors. GraphiQL's comments are too dark on its dark ground, and so is
// what its menus have selected in both themes (see contrast.css); a theme of Monaco's is replaced
// as a whole, so the rest stands here too.
import { useMonaco } from '@graphiql/react';
import { useEffect } from 'react';

interface Colours {
  ground: string;
  primary: string;
  /** The primary colour over the ground that is tinted with it. */
  chosen: string;
  text: string;
  tint: string;
}

const DARK: Colours = {
  ground: '#212a3b',
  primary: '#ff5794',
  chosen: '#ff8fb8',
  text: '#ffffff',
  tint: '#b7c2d711',
};
const LIGHT: Colours = {
  ground: '#ffffff',
  primary: '#d60590',
  chosen: '#a8006f',
  text: '#1b2127',
  tint: '#3b4b6811',
};

function colours({ ground, primary, chosen, text, tint }: Colours) {
  const tinted = `${primary}19`;
  return {
    'editor.background': '#ffffff00',
    'scrollbar.shadow': '#ffffff00',
    'textLink.foreground': primary,
    'textLink.activeForeground': primary,
    'editorLink.activeForeground': primary,
    'editorWidget.background': ground,
    'editorWidget.resizeBorder': primary,
    'editorHoverWidget.background': ground,
    'editorSuggestWidget.background': ground,
    'editorSuggestWidget.selectedBackground': tinted,
    'editorSuggestWidget.selectedForeground': text,
    'list.hoverBackground': tinted,
    'list.highlightForeground': chosen,
    'list.focusHighlightForeground': chosen,
    'menu.background': ground,
    'menu.selectionBackground': tinted,
    'menu.selectionForeground': text,
    'quickInput.background': ground,
    'quickInputList.focusBackground': tinted,
    'quickInputList.focusForeground': text,
    'pickerGroup.foreground': chosen,
    'input.background': tint,
    focusBorder: primary,
    'toolbar.hoverBackground': tinted,
    'inputOption.hoverBackground': tinted,
  };
}

/** Gives the editors their colours once Monaco is loaded. */
export function EditorColours() {
  const monaco = useMonaco((state) => state.monaco);
  useEffect(() => {
    monaco?.editor.defineTheme('graphiql-DARK', {
      base: 'vs-dark',
      inherit: true,
      colors: colours(DARK),
      rules: [
        { token: 'argument.identifier.gql', foreground: '#9f9aff' },
        { token: 'comment', foreground: '#7ea672' },
      ],
    });
    monaco?.editor.defineTheme('graphiql-LIGHT', {
      base: 'vs',
      inherit: true,
      colors: colours(LIGHT),
      rules: [{ token: 'argument.identifier.gql', foreground: '#5f5cc0' }],
    });
  }, [monaco]);
  return null;
}
