// The mark in the header, the same drawing as the favicon, and the name, with the way to the
// schema.
import mark from '/favicon.svg?no-inline';

export function Logo() {
  return (
    <nav className="logo" aria-label="channelgraph">
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
