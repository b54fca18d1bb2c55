import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function GET(_request: Request, { params }: RouteContext<"/api/jobs/[jobId]">): Promise<Response> {
  return respond(async () => services().queries.findJob((await params).jobId));
}
