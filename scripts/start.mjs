// `npm start` on a fresh clone: plain JavaScript without dependencies, which installs them and goes on in TypeScript.
import { requireNode } from "./require-node.mjs";

requireNode();
void import("./bootstrap.mjs").then(({ bootstrap }) => bootstrap("apps/launcher/src/main.ts"));
