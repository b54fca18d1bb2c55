import { readOptionalJsonText } from "../../../../../src/server/body-text.ts";
import { json, respond } from "../../../../../src/server/respond.ts";
import { services } from "../../../../../src/server/services.ts";

/** 202: the worker learns it with its next beat. */
export async function POST(
  request: Request,
  { params }: RouteContext<"/api/workers/[workerId]/drain">,
): Promise<Response> {
  return respond(
    async () => {
      const body = await readOptionalJsonText(request);
      return body.kind === "ok" ? services().workers.want((await params).workerId, body.value) : body;
    },
    (worker) => json(worker, { status: 202 }),
  );
}
