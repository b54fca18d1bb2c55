import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function GET(request: Request, { params }: RouteContext<"/api/locks/[key]">): Promise<Response> {
  return respond(async () => {
    const tenant = new URL(request.url).searchParams.get("tenant") ?? undefined;
    return services().locks.find((await params).key, tenant);
  });
}
