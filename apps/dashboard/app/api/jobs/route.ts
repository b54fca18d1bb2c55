import { limits } from "@baton/contracts";
import { readJsonText } from "../../../src/server/body-text.ts";
import { json, respond } from "../../../src/server/respond.ts";
import { services } from "../../../src/server/services.ts";

export async function GET(): Promise<Response> {
  return respond(() => services().queries.newestEvents());
}

export async function POST(request: Request): Promise<Response> {
  return respond(
    async () => {
      const body = await readJsonText(request, limits.messageBytes);
      return body.kind === "ok" ? services().submissions.submit(body.value) : body;
    },
    (submitted) => json(submitted, { status: 202, headers: { Location: `/api/jobs/${submitted.jobId}` } }),
  );
}
