import type { Health } from "@baton/contracts";
import { may } from "../../../src/server/access/callers.ts";
import { json, respond } from "../../../src/server/respond.ts";
import { services } from "../../../src/server/services.ts";

/** 200 when a job that is submitted now can run, else 503; the body is the same. */
export async function GET(): Promise<Response> {
  return respond(
    async () => ({ kind: "ok", value: shown(await services().health.check()) }),
    (health) => json(health, { status: health.ready ? 200 : 503 }),
  );
}

/** Who may not read is told how each part stands, and nothing that names, quotes or explains. */
function shown(health: Health): Health {
  if (may(services().callers.current, "read")) return health;
  const { ready, broker, storage, workers } = health;
  return {
    ready,
    broker: { status: broker.status },
    storage: { status: storage.status },
    workers: { live: workers.live, workerIds: [] },
    rejected: [],
  };
}
