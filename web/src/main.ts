// Starts the page: loads GraphiQL, and meanwhile waits until the gateway can answer.
import { tell } from '../notice.js';
import { loadPersonas } from '../personas.js';
import { wait } from '../readiness.js';

const app = import('./app');
const [left, loaded] = await Promise.allSettled([wait(), app, loadPersonas()]);

if (loaded.status === 'fulfilled') {
  loaded.value.mount(document.getElementById('root')!);
  if (left.status === 'fulfilled' && left.value.length > 0)
    tell(`Not everything is ready: ${left.value.join(' · ')}`);
} else {
  tell(`GraphiQL could not be loaded: ${loaded.reason}. Load the page again.`);
}
