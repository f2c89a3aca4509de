// Runs the public graphql-http audit: whether a server keeps to GraphQL over HTTP, at every level.
//
//     node audit.mjs URL
import { auditServer } from 'graphql-http';

const url = process.argv[2];
if (!url) {
  console.error('usage: node audit.mjs URL');
  process.exit(2);
}
const results = await auditServer({ url });
const failed = results.filter(({ status }) => status !== 'ok');
for (const { id, name, reason, response } of failed) {
  console.error(`${id} ${name}\n     ${reason}; the status was ${response.status}`);
}
console.log(`graphql-http audit: ${results.length - failed.length} of ${results.length}`);
process.exit(failed.length ? 1 : 0);
