// A seeded source of random choices: the same seed always makes the same choices.

/** Random choices that repeat for the same seed (mulberry32). */
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** A number from 0 up to, but not including, 1. */
  fraction() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low, high) {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** True with this probability. */
  chance(probability) {
    return this.fraction() < probability;
  }

  /** One of the list. */
  pick(list) {
    return list[this.whole(0, list.length - 1)];
  }

  /** The list in another order. */
  shuffled(list) {
    const out = [...list];
    for (let last = out.length - 1; last > 0; last--) {
      const other = this.whole(0, last);
      [out[last], out[other]] = [out[other], out[last]];
    }
    return out;
  }

  /** At most `most` different entries of the list. */
  some(list, most) {
    return this.shuffled(list).slice(0, this.whole(0, Math.min(most, list.length)));
  }
}
