import { respond } from "../../../../../src/server/respond.ts";
import { services } from "../../../../../src/server/services.ts";

export async function GET(
  _request: Request,
  { params }: RouteContext<"/api/jobs/[jobId]/neighbours">,
): Promise<Response> {
  return respond(async () => services().records.neighbours((await params).jobId));
}
