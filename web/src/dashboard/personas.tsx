// Who asks: one of a demo's personas, or whoever a token names.
import { type FormEvent, useState } from 'react';
import { choose, chosen, offered } from '../../personas.js';
import { signIn } from './ask';

/** The selector of personas, where the gateway offers some. */
export function Personas({ changed }: { changed: () => void }) {
  const persona = chosen();
  if (persona === undefined) return null;
  const change = (name: string) => {
    choose(name, 'the figures are asked anew.');
    changed();
  };
  return (
    <label className="persona" title={persona.about}>
      Ask as
      <select value={persona.name} onChange={({ target }) => change(target.value)}>
        {offered().map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

/** Asks for a token. It is kept in the page alone, and is gone with it. */
export function SignIn({ why, done }: { why: string; done: () => void }) {
  const [token, setToken] = useState('');
  const take = (event: FormEvent) => {
    event.preventDefault();
    signIn(token);
    done();
  };
  return (
    <section className="panel sign-in" aria-labelledby="sign-in">
      <h1 id="sign-in">Who asks?</h1>
      <p role="alert">{why}</p>
      <form onSubmit={take}>
        <label>
          Token or key
          <input
            type="password"
            autoComplete="off"
            required
            value={token}
            onChange={({ target }) => setToken(target.value)}
          />
        </label>
        <button type="submit">Show the figures</button>
      </form>
      <p className="hint">
        It is sent as <code>Authorization: Bearer …</code> to this gateway alone, and is not kept: a
        reload asks again.
      </p>
    </section>
  );
}
