import type { WorkerHolds } from "@baton/contracts";
import { applyHoldEvent } from "../view/apply-hold-event.ts";
import type { LiveResource } from "./resources.ts";

/** Which keys workers hold. Events tell of each lock and each start; the list of workers is seconds behind. */
export const holdsResource: LiveResource<WorkerHolds, "workerHoldsSchema"> = {
  path: "/api/workers/holds",
  name: "workerHoldsSchema",
  pick: (holds) => holds,
  apply: (current, events) => ({ ...current, holds: events.reduce(applyHoldEvent, current.holds) }),
  outdatedBy: () => false,
};
