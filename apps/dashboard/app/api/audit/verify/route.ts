import { readOptionalJsonText } from "../../../../src/server/body-text.ts";
import { json, respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

/** 202: it goes on by itself. */
export async function POST(request: Request): Promise<Response> {
  return respond(
    async () => {
      const body = await readOptionalJsonText(request);
      return body.kind === "ok" ? services().audit.verify(body.value) : body;
    },
    (run) => json(run, { status: 202, headers: { Location: `/api/audit/runs/${run.runId}` } }),
  );
}
