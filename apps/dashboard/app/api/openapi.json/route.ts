import { openApiDocument } from "@baton/contracts";
import packageJson from "../../../package.json" with { type: "json" };
import { json } from "../../../src/server/respond.ts";

const document = JSON.stringify(openApiDocument(packageJson.version));

export async function GET(): Promise<Response> {
  return json(JSON.parse(document));
}
