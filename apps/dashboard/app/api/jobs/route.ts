import { andThen } from "../../../src/server/answer.ts";
import { readJsonText } from "../../../src/server/body-text.ts";
import { readIdempotencyKey } from "../../../src/server/idempotency-key.ts";
import { respond, submittedJson } from "../../../src/server/respond.ts";
import { services } from "../../../src/server/services.ts";

export async function GET(request: Request): Promise<Response> {
  return respond(() => services().queries.sought(Object.fromEntries(new URL(request.url).searchParams)));
}

export async function POST(request: Request): Promise<Response> {
  return respond(
    async () =>
      andThen(readIdempotencyKey(request.headers), async (key) =>
        andThen(await readJsonText(request), (text) => services().submissions.submit(text, key)),
      ),
    submittedJson,
  );
}
