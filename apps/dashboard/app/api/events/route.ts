import { services } from "../../../src/server/services.ts";

export async function GET(): Promise<Response> {
  return new Response(services().events.open(), {
    headers: {
      "Content-Type": "text/event-stream",
      // `no-transform` also keeps Next.js from compressing, which would hold messages back.
      "Cache-Control": "no-store, no-transform",
    },
  });
}
