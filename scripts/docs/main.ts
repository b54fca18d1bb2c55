import { writeFileSync } from "node:fs";
import { configurationFile, configurationPage } from "./configuration-page.ts";

// `npm run docs`: writes docs/configuration.md anew.
writeFileSync(configurationFile, configurationPage());
