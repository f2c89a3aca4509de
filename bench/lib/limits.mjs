// The vendors' limits, lifted on both sides where waiting for a turn would be all that is measured.

/** Calls a second by HubSpot's burst limit and AWS's reads. */
export const ALLOWED = { hubspot: 19, aws: 10 };

const NONE = '{ calls = 100000, window_ms = 1000, concurrency = 20 }';
/** Keys of the systems' tables in a gateway's configuration. */
export const WITHOUT_LIMITS = {
  hubspot: `limits = { burst = ${NONE}, search = ${NONE} }`,
  aws: `limits = { read = ${NONE}, benefits = ${NONE}, channel = ${NONE} }`,
};

const SWITCHES = {
  hubspot: ['burst_per_10s', 'searches_per_second', 'daily_quota'],
  salesforce: ['daily_quota'],
  aws: ['reads_per_second', 'reads_per_day'],
};
/** As many calls a day as anyone could make. */
const MANY = 1_000_000_000;

/** Lifts the limits of a sandbox. */
export async function lift(sandbox) {
  for (const [source, names] of Object.entries(SWITCHES)) {
    for (const name of names) {
      const value = source === 'salesforce' ? MANY : null;
      await sandbox.control('POST', '/switches', { source, switch: name, value });
    }
  }
}
