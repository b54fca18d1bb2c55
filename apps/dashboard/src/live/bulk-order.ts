import type { JobAction, JobActionsResponse } from "@baton/contracts";
import { ApiError, sendAction } from "./api-client.ts";
import { readWire } from "./wire.ts";

/** One action for many jobs. `rest`: which are still to be told. */
export type BulkOrder = {
  action: JobAction;
  reason: string | undefined;
  /** Of a change of priority. */
  priority?: number;
  rest: { kind: "ids"; ids: readonly string[] } | { kind: "filter"; filter: object; cursor?: string };
};

/** What has become of an order so far. `firstProblem`: why the first of those that were refused was. */
export type BulkProgress = { given: number; refused: number; firstProblem: string | undefined };

export type BulkEnd<Order extends BulkOrder> =
  | { kind: "done" }
  /** `left`: what it would go on with. */
  | { kind: "stopped"; left: Order }
  | { kind: "failed"; message: string; left: Order };

/** As many as are told within a second or so: then there is progress to show, and a place to stop. */
const jobsPerRequest = 100;

/** Gives the order part by part, until there are no more or it is stopped. */
export async function giveBulkOrder<Order extends BulkOrder>(
  order: Order,
  stopping: AbortSignal,
  onProgress: (progress: BulkProgress) => void,
): Promise<BulkEnd<Order>> {
  let progress: BulkProgress = { given: 0, refused: 0, firstProblem: undefined };
  for (let left = order; ; ) {
    if (stopping.aborted) return { kind: "stopped", left };
    try {
      const answer = await givePart(left);
      progress = added(progress, answer);
      onProgress(progress);
      const rest = restOf(left, answer);
      if (!rest) return { kind: "done" };
      left = rest;
    } catch (err) {
      if (!(err instanceof ApiError)) throw err;
      return { kind: "failed", message: err.message, left };
    }
  }
}

async function givePart({ rest, ...order }: BulkOrder): Promise<JobActionsResponse> {
  const which =
    rest.kind === "ids"
      ? { ids: rest.ids.slice(0, jobsPerRequest) }
      : { filter: rest.filter, limit: jobsPerRequest, cursor: rest.cursor };
  const text = await sendAction({ path: "/api/jobs/actions", body: { ...order, ...which } });
  return readWire("jobActionsResponseSchema", text);
}

function restOf<Order extends BulkOrder>(order: Order, { cursor }: JobActionsResponse): Order | undefined {
  const { rest } = order;
  if (rest.kind === "filter") return cursor === undefined ? undefined : { ...order, rest: { ...rest, cursor } };
  const ids = rest.ids.slice(jobsPerRequest);
  return ids.length === 0 ? undefined : { ...order, rest: { kind: "ids", ids } };
}

function added({ given, refused, firstProblem }: BulkProgress, { answers }: JobActionsResponse): BulkProgress {
  const problems = answers.flatMap((answer) => ("problem" in answer ? [answer.problem] : []));
  const [problem] = problems;
  return {
    given: given + answers.length - problems.length,
    refused: refused + problems.length,
    firstProblem: firstProblem ?? problem?.detail ?? problem?.title,
  };
}
