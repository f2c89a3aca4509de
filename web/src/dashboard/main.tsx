// Starts the dashboard: waits until the gateway can answer, and learns whom it offers.
import { createRoot } from 'react-dom/client';
import { tell } from '../../notice.js';
import { loadPersonas } from '../../personas.js';
import { wait } from '../../readiness.js';
import { App } from './app';
import './dashboard.css';
import './panels.css';
import './print.css';

// The theme that was chosen in GraphiQL, where one was.
const theme = localStorage.getItem('graphiql:theme');
if (theme) document.body.classList.add(`graphiql-${theme}`);

const [left] = await Promise.all([wait(), loadPersonas()]);
createRoot(document.getElementById('root')!).render(<App />);
if (left.length > 0) tell(`Not everything is ready: ${left.join(' · ')}`);
