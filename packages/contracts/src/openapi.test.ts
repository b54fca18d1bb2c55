import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { apiRoutes } from "./api-routes.ts";
import { limits } from "./limits.ts";
import { openApiDocument } from "./openapi.ts";

type Told = { responses: Record<string, { headers?: Record<string, unknown> }> };

test("the description of the API is valid OpenAPI 3.1, and has every route", async () => {
  const document = openApiDocument("1.2.3");
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
  const operations = Object.values(
    document["paths"] as Record<string, Record<string, { operationId: string }>>,
  ).flatMap((methods) => Object.values(methods));
  expect(operations).toHaveLength(apiRoutes.length);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(apiRoutes.length);
});

test("shapes come from what requests are read with, and references lead somewhere", () => {
  const document = openApiDocument("1.2.3");
  const text = JSON.stringify(document);
  expect(document).toMatchObject({
    paths: {
      "/api/jobs": {
        post: {
          "x-access": "submit",
          requestBody: {
            content: {
              "application/json": {
                schema: { required: ["type"], additionalProperties: false, properties: { priority: { maximum: 9 } } },
              },
            },
          },
          responses: { 202: { content: { "application/json": { schema: { required: ["jobId", "status"] } } } } },
        },
      },
      "/api/jobs/{jobId}": {
        get: {
          parameters: [
            { name: "jobId", in: "path", required: true },
            { name: "If-None-Match", in: "header" },
          ],
        },
      },
    },
  });
  const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to));
  for (const reference of references) {
    const [, ...path] = String(reference).split("/");
    const found = path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
    expect(found, reference).toBeDefined();
  }
});

test("what limits a request, and what spares an answer, is told where it applies", () => {
  const { paths } = openApiDocument("1.2.3") as { paths: Record<string, Record<string, Told>> };
  const statusesOf = (told: Told | undefined) => Object.keys(told?.responses ?? {});
  expect(paths["/api/jobs"]?.["post"]).toMatchObject({ "x-rate-limit": "submit", "x-body-bytes": limits.messageBytes });
  expect(paths["/api/inputs"]?.["post"]).toMatchObject({ "x-body-bytes": limits.inputBytes });
  expect(paths["/api/auth/login"]?.["post"]).toMatchObject({ "x-rate-limit": "auth" });
  expect(statusesOf(paths["/api/jobs"]?.["post"])).toEqual(["200", "202", "413", "429", "default"]);
  expect(statusesOf(paths["/api/jobs"]?.["get"])).toEqual(["200", "304", "429", "default"]);
  expect(paths["/api/jobs"]?.["get"]?.responses["304"]?.headers).toHaveProperty("ETag");
  for (const [path, method] of [
    ["/api/events", "get"],
    ["/api/jobs/export", "get"],
    ["/api/auth/keys", "get"],
    ["/api/schedules/{scheduleId}", "get"],
  ] as const)
    expect(statusesOf(paths[path]?.[method]), path).toEqual(["200", "429", "default"]);
  for (const told of Object.values(paths).flatMap((methods) => Object.values(methods)))
    expect(told.responses["429"]?.headers).toHaveProperty("Retry-After");
});
