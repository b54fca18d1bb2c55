import { respond } from "../../../../../src/server/respond.ts";
import { services } from "../../../../../src/server/services.ts";

export async function GET(request: Request, { params }: RouteContext<"/api/jobs/[jobId]/record">): Promise<Response> {
  const from = new URL(request.url).searchParams.get("from") ?? undefined;
  return respond(async () => services().records.record((await params).jobId, from));
}
