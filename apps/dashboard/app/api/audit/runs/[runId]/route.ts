import { respond } from "../../../../../src/server/respond.ts";
import { services } from "../../../../../src/server/services.ts";

export async function GET(_request: Request, { params }: RouteContext<"/api/audit/runs/[runId]">): Promise<Response> {
  return respond(async () => services().audit.run((await params).runId));
}
