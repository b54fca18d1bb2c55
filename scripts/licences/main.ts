import { writeFileSync } from "node:fs";
import { licenceList, listFile } from "./licence-list.ts";
import { lockedPackages } from "./locked-packages.ts";

// `npm run licences`: writes docs/licences.md anew.
writeFileSync(listFile, licenceList(lockedPackages()));
