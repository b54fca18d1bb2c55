import { respond } from "../../../../src/server/respond.ts";
import { withBody } from "../../../../src/server/schedule-requests.ts";
import { services } from "../../../../src/server/services.ts";

export async function POST(request: Request): Promise<Response> {
  return respond(() => withBody(request, (text) => services().schedules.preview(text)));
}
