import type { IndexedJob } from "./indexed-job.ts";

export type FoundJob = { rowKey: string; job: IndexedJob };

/** What a tenant's rows have shown. `seenTo`: the last place that was looked at, when there may be more. */
export type Look = { found: FoundJob[]; seenTo?: string };

/** `cursor`: where to go on; none when there are no more. */
export type JobPage = { jobs: IndexedJob[]; cursor?: string };

/** A page of what several tenants' rows have shown, in the order of their row keys. */
export function mergeLooks(looks: Look[], limit: number): JobPage {
  // Beyond what one of them has not looked at, it may have newer ones than the others.
  const seenTo = looks.flatMap((look) => look.seenTo ?? []).sort()[0];
  const found = looks.flatMap((look) => look.found).sort((one, other) => (one.rowKey < other.rowKey ? -1 : 1));
  const certain = seenTo === undefined ? found : found.filter(({ rowKey }) => rowKey <= seenTo);
  const shown = certain.slice(0, limit);
  const next = certain.length > limit ? shown.at(-1)?.rowKey : seenTo;
  return { jobs: shown.map(({ job }) => job), ...(next === undefined ? {} : { cursor: next }) };
}
