import { andThen } from "../../../../../src/server/answer.ts";
import { readOptionalJsonText } from "../../../../../src/server/body-text.ts";
import { commandResponse } from "../../../../../src/server/command-response.ts";
import { respond } from "../../../../../src/server/respond.ts";
import { services } from "../../../../../src/server/services.ts";

export async function POST(
  request: Request,
  { params }: RouteContext<"/api/jobs/[jobId]/[action]">,
): Promise<Response> {
  return respond(async () => {
    const { jobId, action } = await params;
    const body = await readOptionalJsonText(request);
    return andThen(body, (text) => services().operations.orderForJob(jobId, action, text));
  }, commandResponse);
}
