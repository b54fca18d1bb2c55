import type { LineJob } from "@baton/contracts";
import type { KeyTimeline, Wait } from "./key-timeline.ts";

/** Adds those who wait now: the record tells of their wait when it is over. */
export function withLine(timeline: KeyTimeline, jobs: readonly LineJob[] | undefined): KeyTimeline {
  if (!jobs) return timeline;
  const waits = jobs.flatMap((job) => waitOf(job) ?? []);
  return { ...timeline, waits: [...timeline.waits, ...waits] };
}

/** For later or for its retry: it waits for its own time. */
function waitOf({ jobId, name, receivedAt, waiting }: LineJob): Wait | undefined {
  if (waiting.kind === "scheduled" || waiting.kind === "retrying") return undefined;
  return { jobId, jobName: name, from: Date.parse(receivedAt), to: undefined };
}
