import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function GET(request: Request): Promise<Response> {
  return respond(() => services().audit.keys(new URL(request.url).searchParams));
}
