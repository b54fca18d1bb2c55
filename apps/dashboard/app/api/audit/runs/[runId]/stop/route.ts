import { respond } from "../../../../../../src/server/respond.ts";
import { services } from "../../../../../../src/server/services.ts";

export async function POST(
  _request: Request,
  { params }: RouteContext<"/api/audit/runs/[runId]/stop">,
): Promise<Response> {
  return respond(async () => services().audit.stop((await params).runId));
}
