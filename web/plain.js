// The plain page's one act: send the query, show what comes back.
const [query, variables, run, response] = ['query', 'variables', 'run', 'response'].map((id) => document.getElementById(id));

async function send() {
  run.disabled = true;
  try {
    const answer = await fetch('../graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: query.value, variables: JSON.parse(variables.value.trim() || '{}') }),
    });
    const text = await answer.text();
    try {
      response.textContent = JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      response.textContent = `${answer.status} ${answer.statusText}\n${text}`;
    }
  } catch (problem) {
    response.textContent = problem instanceof SyntaxError ? `The variables are not JSON: ${problem.message}` : `The server did not answer: ${problem.message}`;
  } finally {
    run.disabled = false;
  }
}

run.addEventListener('click', send);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !run.disabled) send();
});
