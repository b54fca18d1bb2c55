import { andThen, refused } from "../../../../src/server/answer.ts";
import { readJsonOrLines } from "../../../../src/server/body-text.ts";
import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function POST(request: Request): Promise<Response> {
  return respond(async () => {
    if (request.headers.has("idempotency-key")) {
      return refused("invalid-idempotency-key", "It is for one job. Here each job may have a jobId of your own.");
    }
    const body = await readJsonOrLines(request);
    return andThen(body, (jobs) => services().submissions.submitBulk(jobs));
  });
}
