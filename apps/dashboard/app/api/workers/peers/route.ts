import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function GET(): Promise<Response> {
  return respond(() => services().workers.peers());
}
