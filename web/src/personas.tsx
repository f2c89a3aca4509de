// The selector of personas in the header, where the gateway offers some.
import { useGraphiQL } from '@graphiql/react';
import { useState } from 'react';
import { choose, chosen, offered } from '../personas.js';

export function Personas() {
  const response = useGraphiQL((state) => state.responseEditor);
  const [persona, setPersona] = useState(chosen);
  if (persona === undefined) return null;
  const change = (name: string) => {
    choose(name);
    setPersona(chosen());
    // What stands there is another's answer.
    response?.setValue('');
  };
  return (
    <label className="persona" title={persona.about}>
      <span>Ask as</span>
      <select value={persona.name} onChange={(event) => change(event.target.value)}>
        {offered().map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
