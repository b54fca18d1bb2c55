import { readJsonText } from "../../../../src/server/body-text.ts";
import { json, respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function POST(request: Request): Promise<Response> {
  return respond(
    async () => {
      const body = await readJsonText(request);
      return body.kind === "ok" ? services().workers.register(body.value) : body;
    },
    (worker) => json(worker, { status: 201 }),
  );
}
