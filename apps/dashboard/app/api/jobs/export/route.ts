import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function GET(request: Request): Promise<Response> {
  return respond(
    () => services().jobExport.open(Object.fromEntries(new URL(request.url).searchParams)),
    ({ fileName, contentType, body }) =>
      new Response(body, {
        headers: {
          "Content-Type": contentType,
          "Content-Disposition": `attachment; filename="${fileName}"`,
          "Cache-Control": "no-store",
        },
      }),
  );
}
