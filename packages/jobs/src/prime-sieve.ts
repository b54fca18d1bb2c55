export type PrimesFound = { count: number; largest: number | null };

/**
 * Counts primes range by range, by a segmented sieve of Eratosthenes: what it keeps is the primes up to the root of
 * `limit`, and a byte for each number of the range at hand.
 */
export class PrimeSieve {
  readonly #factors: number[];

  /** @param limit no range goes beyond it. */
  constructor(limit: number) {
    this.#factors = primesUpTo(Math.floor(Math.sqrt(limit)));
  }

  /** The primes of a range, both ends included. */
  find(from: number, to: number): PrimesFound {
    const start = Math.max(from, 2);
    if (to < start) return { count: 0, largest: null };
    const isComposite = new Uint8Array(to - start + 1);
    for (const factor of this.#factors) {
      const square = factor * factor;
      if (square > to) break;
      for (let at = Math.max(square, Math.ceil(start / factor) * factor); at <= to; at += factor)
        isComposite[at - start] = 1;
    }
    const last = isComposite.lastIndexOf(0);
    return { count: countZeros(isComposite), largest: last < 0 ? null : start + last };
  }
}

function primesUpTo(limit: number): number[] {
  const isComposite = new Uint8Array(limit + 1);
  const primes: number[] = [];
  for (let number = 2; number <= limit; number += 1) {
    if (isComposite[number]) continue;
    primes.push(number);
    for (let at = number * number; at <= limit; at += number) isComposite[at] = 1;
  }
  return primes;
}

function countZeros(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0) count += 1;
  return count;
}
