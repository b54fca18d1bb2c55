import type { EvidencePack } from "../../../../src/server/evidence.ts";
import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function GET(request: Request): Promise<Response> {
  return respond(
    () => packFor(request),
    (pack) => download(pack, pack.body()),
  );
}

/** Whether there is such a pack, without making it. */
export async function HEAD(request: Request): Promise<Response> {
  return respond(
    () => packFor(request),
    (pack) => download(pack, null),
  );
}

function packFor(request: Request) {
  return services().evidence.pack(new URL(request.url).searchParams);
}

function download({ fileName }: EvidencePack, body: BodyInit | null): Response {
  return new Response(body, {
    headers: {
      "Content-Type": "application/gzip",
      "Content-Disposition": `attachment; filename="${fileName}"`,
      "Cache-Control": "no-store, no-transform",
    },
  });
}
