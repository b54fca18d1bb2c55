/** How often each value came, in a form that a step can record. */
export type CountedValues = {
  /** Values with their counts, most frequent first. */
  counts: [value: string, count: number][];
  /** How many different values there were, at least. */
  distinct: number;
  /** By how much a count may be too low; 0 means that counts and `distinct` are exact. */
  undercountAtMost: number;
};

/**
 * Counts values in bounded memory. Exact until the different values exceed the budget; then the rarest are
 * forgotten and `undercountAtMost` says what that can have cost any one value.
 */
export class ValueCounts {
  readonly #counts = new Map<string, number>();
  readonly #budgetBytes: number;
  #bytes = 0;
  #distinct = 0;
  #undercountAtMost = 0;

  /** @param budgetBytes about the length of the JSON that `toJSON` may give. */
  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  add(value: string, count = 1): void {
    const known = this.#counts.get(value);
    this.#counts.set(value, (known ?? 0) + count);
    if (known !== undefined) return;
    this.#bytes += jsonBytes(value);
    this.#distinct = Math.max(this.#distinct, this.#counts.size);
    if (this.#bytes > this.#budgetBytes) this.#forgetRarest();
  }

  merge(other: CountedValues): void {
    for (const [value, count] of other.counts) this.add(value, count);
    this.#distinct = Math.max(this.#distinct, other.distinct);
    this.#undercountAtMost += other.undercountAtMost;
  }

  toJSON(): CountedValues {
    return {
      counts: this.#mostFrequentFirst(),
      distinct: this.#distinct,
      undercountAtMost: this.#undercountAtMost,
    };
  }

  // Down to half of the budget, so that forgetting is rare.
  #forgetRarest(): void {
    const rarestFirst = this.#mostFrequentFirst().reverse();
    let lost = 0;
    for (const [value, count] of rarestFirst) {
      if (this.#bytes <= this.#budgetBytes / 2) break;
      this.#counts.delete(value);
      this.#bytes -= jsonBytes(value);
      lost = count;
    }
    this.#undercountAtMost += lost;
  }

  // Ties go by value, so that the same file gives the same summary.
  #mostFrequentFirst(): [string, number][] {
    return [...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  }
}

function jsonBytes(value: string): number {
  const countAndPunctuation = 10;
  return Buffer.byteLength(JSON.stringify(value)) + countAndPunctuation;
}
