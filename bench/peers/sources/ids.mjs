// Ids of nodes, as channelgraph writes them, so that answers can be compared.

export const idOf = (kind, source, object, id) =>
  Buffer.from(`${kind}\n${source}\n${object}\n${id}`).toString('base64url');

export const parseId = (id) => Buffer.from(id, 'base64url').toString().split('\n');
