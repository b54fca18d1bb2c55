import { respond } from "../../../../../src/server/respond.ts";
import { services } from "../../../../../src/server/services.ts";

export async function GET(
  _request: Request,
  { params }: RouteContext<"/api/workers/heartbeat/[workerId]">,
): Promise<Response> {
  return respond(async () => services().workers.heartbeat((await params).workerId));
}
