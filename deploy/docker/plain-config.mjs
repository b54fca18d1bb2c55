// Next.js reads its configuration when it starts, too. In JavaScript it does so without its compiler, which is by far the
// largest part of it.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

const config = "apps/dashboard/next.config";
writeFileSync(`${config}.mjs`, stripTypeScriptTypes(readFileSync(`${config}.ts`, "utf8")));
rmSync(`${config}.ts`);
