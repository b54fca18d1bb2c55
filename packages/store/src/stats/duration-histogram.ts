/** How many durations fell into which bucket, by the bucket's number. */
export type BucketCounts = Record<string, number>;

const bucketsPerDoubling = 4;
/** Half a year; what is longer counts as that. */
const maxBucket = 34 * bucketsPerDoubling;

/**
 * Durations in fixed buckets on a logarithmic scale: any two histograms can be merged, and a percentile is at most 19 %
 * too high. Bucket 0 is below a millisecond; bucket n ends at 2^(n/4) ms.
 */
export class DurationHistogram {
  readonly #counts: Map<number, number>;

  constructor(counts: BucketCounts = {}) {
    this.#counts = new Map(Object.entries(counts).map(([bucket, count]) => [Number(bucket), count]));
  }

  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  add(ms: number): void {
    this.#addTo(bucketOf(ms), 1);
  }

  merge(other: DurationHistogram): void {
    for (const [bucket, count] of other.#counts) this.#addTo(bucket, count);
  }

  /** The upper bound of the bucket in which the share `part` (0–1) of all durations is reached; 0 for none. */
  percentileMs(part: number): number {
    let missing = Math.ceil(this.count * part);
    for (const [bucket, count] of [...this.#counts].sort(([one], [other]) => one - other)) {
      missing -= count;
      if (missing <= 0) return Math.ceil(2 ** (bucket / bucketsPerDoubling));
    }
    return 0;
  }

  toJSON(): BucketCounts {
    return Object.fromEntries(this.#counts);
  }

  #addTo(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
  }
}

function bucketOf(ms: number): number {
  if (ms < 1) return 0;
  return Math.min(maxBucket, 1 + Math.floor(Math.log2(ms) * bucketsPerDoubling));
}
