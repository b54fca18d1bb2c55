import fc from "fast-check";
import { describedValue, type JsonSchema, type KnownValues, oddValue } from "./value-arbitrary.ts";

/** A parameter as OpenAPI describes it. */
type Parameter = { name: string; in: "path" | "query" | "header"; required: boolean; schema: JsonSchema };

/** A route as OpenAPI describes it. */
export type Operation = {
  method: string;
  path: string;
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema?: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema?: unknown }> }>;
};

export type FuzzRequest = {
  method: string;
  /** With its query, as it goes over the wire. */
  address: string;
  headers: Record<string, string>;
  body: string | undefined;
};

const jsonType = "application/json";

/** Requests for a route: most of them are as described in all but one part. */
export function requestFor(operation: Operation, known: KnownValues): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({
      path: pathFor(operation, known),
      query: queryFor(operation, known),
      headers: headersFor(operation),
      body: bodyFor(operation, known),
      type: contentTypeFor(operation),
    })
    .map(({ path, query, headers, body, type }) => ({
      method: operation.method,
      address: query === "" ? path : `${path}?${query}`,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": type }) },
      body,
    }));
}

function pathFor({ path, parameters }: Operation, known: KnownValues): fc.Arbitrary<string> {
  const names = parameters.filter((one) => one.in === "path").map(({ name }) => name);
  const segments = fc.tuple(...names.map((name) => segmentFor(known[name] ?? [])));
  return segments.map((values) =>
    names.reduce((made, name, at) => made.replace(`{${name}}`, () => values[at] ?? ""), path),
  );
}

const brokenSegments = [
  "%00",
  "%2F",
  "..%2f..%2f",
  "%2e%2e",
  "..",
  "%ff",
  "%",
  "%E2%82",
  "a%2Fb",
  "__proto__",
  "~",
  "%0d%0a",
];

function segmentFor(values: readonly string[]): fc.Arbitrary<string> {
  const described = values.length > 0 ? fc.constantFrom(...values) : fc.uuid({ version: 7 });
  return fc.oneof(
    { weight: 6, arbitrary: described.map(encodeURIComponent) },
    { weight: 1, arbitrary: fc.constantFrom(...brokenSegments) },
    { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 300, unit: "grapheme" }).map(encodeURIComponent) },
    {
      weight: 1,
      arbitrary: fc.string({ minLength: 1, maxLength: 20, unit: "grapheme-ascii" }).map(encodeURIComponent),
    },
  );
}

function queryFor({ parameters }: Operation, known: KnownValues): fc.Arbitrary<string> {
  const described = parameters.filter((one) => one.in === "query");
  const required = described.filter((one) => one.required);
  // Many exclude each other.
  const chosen = fc
    .subarray(described, { maxLength: Math.min(3, described.length) })
    .map((some) => new Set([...required, ...some]));
  const good = chosen
    .chain((some) => fc.tuple(...[...some].map(({ name, schema }) => valueNamed(name, schema, known))))
    .map(queryText);
  const names = fc.constantFrom(...described.map(({ name }) => name), "__proto__", "constructor", "a[b]", "");
  const odd = fc.array(fc.tuple(names, oddValue), { maxLength: 3 }).map(queryText);
  const broken = fc.constantFrom("%", "%ff=%ff", "&&&=", "a=%00", "limit=%E2%82", "x=".repeat(2000));
  return fc.oneof(
    { weight: 5, arbitrary: good },
    { weight: 2, arbitrary: fc.tuple(good, odd).map((parts) => parts.filter((part) => part !== "").join("&")) },
    { weight: 1, arbitrary: broken },
  );
}

function valueNamed(
  name: string,
  schema: JsonSchema,
  known: KnownValues,
): fc.Arbitrary<[name: string, value: unknown]> {
  return fc.tuple(fc.constant(name), describedValue(schema, known, name));
}

function queryText(values: [name: string, value: unknown][]): string {
  // URLSearchParams writes a lone surrogate as U+FFFD, as browsers do.
  return new URLSearchParams(values.map(([name, value]): [string, string] => [name, plainText(value)])).toString();
}

function plainText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function headersFor({ parameters }: Operation): fc.Arbitrary<Record<string, string>> {
  const names = parameters.filter((one) => one.in === "header").map(({ name }) => name);
  const value = fc.oneof(
    fc.uuid(),
    fc.constantFrom('"1"', "*", "x".repeat(1000), " ", "\u00ff"),
    fc.string({ unit: "grapheme-ascii" }),
  );
  return fc.dictionary(fc.constantFrom(...names, "X-Nothing"), value, { maxKeys: names.length, noNullPrototype: true });
}

function bodyFor({ method, requestBody }: Operation, known: KnownValues): fc.Arbitrary<string | undefined> {
  if (method === "GET" || method === "HEAD") return fc.constant(undefined);
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  const good = schema ? describedValue(schema, known) : fc.oneof(fc.constant({}), fc.jsonValue());
  const text = good.map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 6, arbitrary: text },
    {
      weight: 3,
      arbitrary: fc.tuple(good, oddValue, fc.nat()).map(([value, odd, at]) => JSON.stringify(withOdd(value, odd, at))),
    },
    { weight: 1, arbitrary: fc.tuple(text, fc.nat()).map(([whole, at]) => whole.slice(0, at % (whole.length + 1))) },
    {
      weight: 1,
      arbitrary: text.map((whole) =>
        whole.replace(/^\{/, '{"__proto__":{"polluted":1},"constructor":{"prototype":{}},').replace(",}", "}"),
      ),
    },
    { weight: 1, arbitrary: brokenBody },
  );
}

const brokenBody = fc.oneof(
  fc.constantFrom(
    "",
    "null",
    "[]",
    "1e999",
    '"',
    "{",
    "\ufeff{}",
    "\0",
    '{"a":1,"a":2}',
    "NaN",
    "{}{}",
    '{"\\ud800":1}',
  ),
  fc.constantFrom("[", '{"a":').map((open) => open.repeat(20_000)),
  fc.constant(`{"type":"demo","payload":${"9".repeat(2000)}}`),
  fc.constant(JSON.stringify({ type: "demo", payload: "x".repeat(1_200_000) })),
  fc.string({ unit: "binary" }),
);

/** With another value in place of one field, or of all. */
function withOdd(value: unknown, odd: unknown, at: number): unknown {
  const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const name = names[at % (names.length + 1)];
  if (name === undefined) return odd;
  return Array.isArray(value) ? value.with(Number(name), odd) : { ...(value as object), [name]: odd };
}

function contentTypeFor({ requestBody }: Operation): fc.Arbitrary<string> {
  const described = Object.keys(requestBody?.content ?? {})[0] ?? jsonType;
  return fc.oneof(
    { weight: 9, arbitrary: fc.constant(described) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "text/plain",
        "",
        "application/x-www-form-urlencoded",
        "application/JSON; charset=utf-7",
        "multipart/form-data",
        "application/x-ndjson",
        "\u00ff/x",
      ),
    },
  );
}
