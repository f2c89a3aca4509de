// The mark in the toolbar: the same drawing as the favicon, and the name.
import mark from '/favicon.svg?no-inline';

export function Logo() {
  return (
    <span className="logo">
      <img src={mark} alt="" width="22" height="22" />
      <span>
        channel<b>graph</b>
      </span>
    </span>
  );
}
