import { json, respond } from "../../../src/server/respond.ts";
import { services } from "../../../src/server/services.ts";

/** 200 when a job that is submitted now can run, else 503; the body is the same. */
export async function GET(): Promise<Response> {
  return respond(
    async () => ({ kind: "ok", value: await services().health.check() }),
    (health) => json(health, { status: health.ready ? 200 : 503 }),
  );
}
