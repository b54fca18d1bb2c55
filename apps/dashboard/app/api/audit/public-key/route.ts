import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function GET(): Promise<Response> {
  return respond(
    () => services().audit.publicKey(),
    ({ pem, fingerprint }) =>
      new Response(pem, {
        headers: {
          "Content-Type": "application/x-pem-file",
          "Content-Disposition": `attachment; filename="baton-audit-public-${fingerprint.slice(0, 8)}.pem"`,
          "Cache-Control": "no-store",
        },
      }),
  );
}
