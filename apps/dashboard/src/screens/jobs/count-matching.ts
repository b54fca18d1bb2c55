import { actionFilter, type JobAction } from "@baton/contracts";
import { fetchText } from "../../live/api-client.ts";
import { readWire } from "../../live/wire.ts";
import { queryOf, type ShownFilter } from "./job-filter.ts";

export type Counted = {
  count: number;
  /** Whether all have been looked at; if not, there may be more. */
  whole: boolean;
};

const rowsPerPage = 500;
/** Beyond, "more than" is what somebody needs to know. */
const mostCounted = 10_000;

/** The jobs that match and for which an action makes sense, counted page by page while `isAsked`. */
export async function countMatching(action: JobAction, filter: ShownFilter, isAsked: () => boolean): Promise<Counted> {
  const query = narrowed(action, filter);
  if (query === undefined) return { count: 0, whole: true };
  let count = 0;
  for (let cursor = ""; count < mostCounted; ) {
    if (!isAsked()) throw new Error("nobody waits for the number any more");
    const text = await fetchText(`/api/jobs/search?${query}&limit=${rowsPerPage}${cursor && `&cursor=${cursor}`}`);
    const page = await readWire("jobListSchema", text);
    count += page.jobs.filter(({ replayedBy }) => action !== "replay" || replayedBy === undefined).length;
    if (page.cursor === undefined) return { count, whole: true };
    cursor = page.cursor;
  }
  return { count, whole: false };
}

/** As the server narrows it for the action; undefined when it is for none. */
function narrowed(action: JobAction, filter: ShownFilter): string | undefined {
  const asked = filter.status === "" ? {} : { status: filter.status.split(",") as never[] };
  const { status } = actionFilter(action, asked);
  return status.length === 0 ? undefined : queryOf({ ...filter, status: status.join(",") });
}
