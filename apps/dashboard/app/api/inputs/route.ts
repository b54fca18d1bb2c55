import { json, respond } from "../../../src/server/respond.ts";
import { services } from "../../../src/server/services.ts";

export async function GET(request: Request): Promise<Response> {
  return respond(() => services().inputs.list(queryOf(request)));
}

export async function POST(request: Request): Promise<Response> {
  const { headers, body } = request;
  return respond(
    () =>
      services().inputs.upload({
        query: queryOf(request),
        contentType: headers.get("content-type"),
        contentLength: headers.get("content-length"),
        body,
      }),
    (input) => json(input, { status: 201 }),
  );
}

function queryOf({ url }: Request): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}
