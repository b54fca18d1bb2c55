import { andThen } from "../../../../../src/server/answer.ts";
import { readIdempotencyKey } from "../../../../../src/server/idempotency-key.ts";
import { respond, submittedJson } from "../../../../../src/server/respond.ts";
import { nameOf } from "../../../../../src/server/schedule-requests.ts";
import { services } from "../../../../../src/server/services.ts";

type Context = RouteContext<"/api/schedules/[scheduleId]/run">;

/** With an `Idempotency-Key` a request that is sent again runs nothing twice. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  return respond(
    async () =>
      andThen(readIdempotencyKey(request.headers), async (key) =>
        services().schedules.runNow(await nameOf(request, params), key),
      ),
    submittedJson,
  );
}
