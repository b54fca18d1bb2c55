import { openApiDocument } from "@baton/contracts";
import type { Metadata } from "next";
import { connection } from "next/server";
import packageJson from "../../package.json" with { type: "json" };
import { ReferencePage } from "../../src/screens/reference/reference-page.tsx";
import { type ApiDescription, routesByTag } from "../../src/screens/reference/routes-by-tag.ts";

export const metadata: Metadata = { title: "API reference" };

const groups = routesByTag(openApiDocument(packageJson.version) as ApiDescription);

export default async function ReferenceRoute() {
  // Like every page: what stands above it is of whoever looks.
  await connection();
  return <ReferencePage groups={groups} />;
}
