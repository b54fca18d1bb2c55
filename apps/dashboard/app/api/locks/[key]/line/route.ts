import { respond } from "../../../../../src/server/respond.ts";
import { services } from "../../../../../src/server/services.ts";

export async function GET(request: Request, { params }: RouteContext<"/api/locks/[key]/line">): Promise<Response> {
  return respond(async () => {
    const query = Object.fromEntries(new URL(request.url).searchParams);
    return services().locks.findLine((await params).key, query);
  });
}
