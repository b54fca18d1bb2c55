import { services } from "../../../src/server/services.ts";

const headers = {
  "Content-Type": "text/event-stream",
  // `no-transform` also keeps Next.js from compressing, which would hold messages back.
  "Cache-Control": "no-store, no-transform",
};

export async function GET(): Promise<Response> {
  return new Response(services().events.open(services().callers.tenants), { headers });
}

/** Opens no stream: nobody would read it, or end it. */
export async function HEAD(): Promise<Response> {
  return new Response(null, { headers });
}
