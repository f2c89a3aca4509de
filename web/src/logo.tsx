// The mark in the header, the same drawing as the favicon, and the name, with the ways to the
// dashboard and the schema.
import mark from '/favicon.svg?no-inline';

export function Logo() {
  return (
    <nav className="logo" aria-label="channelgraph">
      <a href="../dashboard/" title="The channel's figures, to look at">
        Dashboard
      </a>
      <a href="../schema.graphql" title="The schema as text">
        Schema
      </a>
      <img src={mark} alt="" width="22" height="22" />
      <span>
        channel<b>graph</b>
      </span>
    </nav>
  );
}
