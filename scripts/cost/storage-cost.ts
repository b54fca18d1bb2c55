/** Requests to storage that the workers of a bench run counted, by what Azure charges for. */
export type CountedRun = { jobs: number; table: number; blobWrite: number; blobOther: number };

/** For 10,000 requests each, in whatever currency. */
export type Prices = Omit<CountedRun, "jobs">;

const jobsPriced = 1_000_000;
const requestsPriced = 10_000;

/** What a million of such jobs cost in requests, by kind and in all. */
export function costOfMillion({ jobs, ...requests }: CountedRun, prices: Prices): Prices & { all: number } {
  const costOf = (kind: keyof Prices) => (requests[kind] / jobs) * (jobsPriced / requestsPriced) * prices[kind];
  const cost = { table: costOf("table"), blobWrite: costOf("blobWrite"), blobOther: costOf("blobOther") };
  return { ...cost, all: cost.table + cost.blobWrite + cost.blobOther };
}
