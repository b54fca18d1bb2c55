// `npm test` on a fresh clone: plain JavaScript without dependencies, which installs them and goes on in TypeScript.
import { requireNode } from "./require-node.mjs";

requireNode();
void import("./bootstrap.mjs").then(({ bootstrap }) => bootstrap("scripts/test/main.ts"));
