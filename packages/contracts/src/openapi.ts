import * as z from "zod";
import { problemSchema } from "./api.ts";
import { type ApiRoute, apiRoutes, isRevalidated } from "./api-routes.ts";

type JsonSchema = Record<string, unknown>;
type Operation = Record<string, unknown>;
type Header = { description: string; schema: JsonSchema };

const jsonType = "application/json";
const problemType = "application/problem+json";
const statusTexts: Record<string, string> = {
  "200": "Done",
  "201": "Made",
  "202": "Accepted",
  "204": "Done; there is nothing to tell",
  "304": "It is as `If-None-Match` says",
  "413": "The body is larger than `x-body-bytes`",
  "429": "There were too many requests, or tries; `Retry-After` tells when to come again",
  "503": "Not now",
};

const headers = {
  "X-Request-Id": { description: "The request's own, or one that was made", schema: { type: "string" } },
  ETag: { description: "For `If-None-Match`", schema: { type: "string" } },
  RateLimit: { description: "What is left, where there is a limit", schema: { type: "string" } },
  "RateLimit-Policy": { description: "The limit, where there is one", schema: { type: "string" } },
  "Retry-After": { description: "Seconds", schema: { type: "integer" } },
} satisfies Record<string, Header>;
const always = ["X-Request-Id", "RateLimit", "RateLimit-Policy"] as const;

/** The REST API as OpenAPI 3.1 describes it, from the schemas that requests and answers are read with. */
export function openApiDocument(version: string): JsonSchema {
  return {
    openapi: "3.1.0",
    info: {
      title: "Baton",
      version,
      description: "One job at a time, every step on the record.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { cookie: [] }, {}],
    paths: pathsOf(apiRoutes),
    components: {
      schemas: { Problem: jsonSchemaOf(problemSchema, "output") },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An access token, or an API key" },
        cookie: { type: "apiKey", in: "cookie", name: "baton_session", description: "A browser that has logged in" },
      },
      headers,
      responses: { Problem: problemResponse("It did not go well (RFC 9457); programs switch on `code`", always) },
    },
  };
}

function pathsOf(routes: readonly ApiRoute[]): Record<string, Record<string, Operation>> {
  const byPath = Map.groupBy(routes, ({ path }) => path);
  return Object.fromEntries(
    [...byPath].map(([path, group]) => [
      path,
      Object.fromEntries(group.map((route) => [route.method.toLowerCase(), operationOf(route)])),
    ]),
  );
}

function operationOf(route: ApiRoute): Operation {
  const { access, summary, body } = route;
  return {
    operationId: operationIdOf(route),
    summary,
    tags: [route.path.split("/")[2] ?? "api"],
    ...(access === "public" ? { security: [{}] } : {}),
    "x-access": access,
    "x-rate-limit": route.rate,
    ...(body === undefined ? {} : { "x-body-bytes": route.bodyBytes }),
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(body === undefined ? {} : { requestBody: { content: contentOf(body, "input") } }),
    responses: responsesOf(route),
  };
}

/** `getJobsJobIdRecord`. */
function operationIdOf({ method, path }: ApiRoute): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "" && word !== "api");
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("");
}

function pathParameters({ path }: ApiRoute): JsonSchema[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters({ query }: ApiRoute): JsonSchema[] {
  if (!query) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(query, "input") as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function headerParameters(route: ApiRoute): JsonSchema[] {
  const names = [...(route.headers ?? []), ...(isRevalidated(route) ? ["If-None-Match"] : [])];
  return names.map((name) => ({ name, in: "header", required: false, schema: { type: "string" } }));
}

function responsesOf(route: ApiRoute): Record<string, unknown> {
  const withTag = isRevalidated(route) ? (["ETag"] as const) : [];
  const told = Object.entries(route.answers).map(([status, content]) => [
    status,
    {
      description: textOf(status),
      headers: headersOf([...always, ...(status === "200" ? withTag : [])]),
      ...(content === undefined ? {} : { content: contentOf(content, "output") }),
    },
  ]);
  const isKnown = { description: textOf("304"), headers: headersOf([...always, ...withTag]) };
  return {
    ...Object.fromEntries(told),
    ...(isRevalidated(route) ? { 304: isKnown } : {}),
    ...(route.body === undefined ? {} : { 413: problemResponse(textOf("413"), always) }),
    429: problemResponse(textOf("429"), [...always, "Retry-After"]),
    default: { $ref: "#/components/responses/Problem" },
  };
}

function textOf(status: string): string {
  return statusTexts[status] ?? "Done";
}

function problemResponse(description: string, names: readonly (keyof typeof headers)[]): JsonSchema {
  return {
    description,
    headers: headersOf(names),
    content: { [problemType]: { schema: { $ref: "#/components/schemas/Problem" } } },
  };
}

function headersOf(names: readonly (keyof typeof headers)[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function contentOf(content: z.ZodType | string, io: "input" | "output"): JsonSchema {
  if (typeof content === "string") return { [content]: {} };
  return { [jsonType]: { schema: jsonSchemaOf(content, io) } };
}

/** What zod checks beyond a shape is not told. */
function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return described;
}
