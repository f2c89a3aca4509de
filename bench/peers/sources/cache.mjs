// What was read, for a minute; TTL, in milliseconds, says otherwise.
import { LRUCache } from 'lru-cache';

const cache = new LRUCache({ max: 50_000, ttl: Number(process.env.TTL ?? 60_000) });

/**
 * Reads several keys: from the cache, else by one call of `fetch` for all that it lacks, which
 * others join while it is under way.
 */
export function cached(prefix, fetch) {
  return async (keys) => {
    const missing = keys.filter((key) => !cache.has(prefix + key));
    if (missing.length) {
      const running = fetch(missing);
      for (const key of missing) {
        const one = running.then((found) => found.get(key) ?? null);
        one.catch(() => cache.delete(prefix + key));
        cache.set(prefix + key, one);
      }
    }
    return Promise.all(keys.map((key) => cache.get(prefix + key)));
  };
}
