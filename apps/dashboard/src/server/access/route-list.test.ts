import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { apiRouteOf, apiRoutes } from "@baton/contracts";
import { expect, test } from "vitest";

const apiFolder = path.resolve(import.meta.dirname, "../../../app/api");

test("the list of routes, and so what each of them asks for, is that of the files", () => {
  const served = globSync("**/route.ts", { cwd: apiFolder })
    .filter((file) => !file.includes("[...path]"))
    .flatMap((file) => {
      const route = `/api/${path.dirname(file).replaceAll(/\[(\w+)\]/g, "{$1}")}`;
      const text = readFileSync(path.join(apiFolder, file), "utf8");
      return [...text.matchAll(/^export (?:async )?(?:function|const) (GET|HEAD|POST|PUT|PATCH|DELETE)\b/gm)].map(
        ([, method]) => `${method} ${route}`,
      );
    });
  expect(apiRoutes.map(({ method, path: at }) => `${method} ${at}`).toSorted()).toEqual(served.toSorted());
});

test("of two routes that fit, the one that names more is meant", () => {
  expect(apiRouteOf("GET", "/api/jobs/search")?.path).toBe("/api/jobs/search");
  expect(apiRouteOf("GET", "/api/jobs/abc")?.path).toBe("/api/jobs/{jobId}");
  expect(apiRouteOf("POST", "/api/jobs/abc/cancel")?.path).toBe("/api/jobs/{jobId}/{action}");
  for (const [method, at] of [
    ["DELETE", "/api/jobs"],
    ["GET", "/api/jobs/"],
    ["GET", "/api//jobs"],
    ["GET", "/API/jobs"],
    ["GET", "/api"],
  ] as const)
    expect(apiRouteOf(method, at), `${method} ${at}`).toBeUndefined();
});
