import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

/** Always 200: whoever asks for details wants to know why. */
export async function GET(): Promise<Response> {
  return respond(async () => ({ kind: "ok", value: await services().healthReport.read() }));
}
