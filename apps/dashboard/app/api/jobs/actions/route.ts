import { andThen } from "../../../../src/server/answer.ts";
import { readJsonText } from "../../../../src/server/body-text.ts";
import { json, respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function POST(request: Request): Promise<Response> {
  return respond(
    async () => {
      const body = await readJsonText(request);
      return andThen(body, (text) => services().jobActions.order(text));
    },
    (answers) => json(answers, { status: 202 }),
  );
}
