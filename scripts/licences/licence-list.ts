import path from "node:path";
import { cloneFolder } from "@baton/runtime";
import type { LockedPackage } from "./locked-packages.ts";

export const listFile = path.join(cloneFolder, "docs/licences.md");

/** They ask for no more than that their text is kept. */
const permissive = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT", "MIT-0"];

/** What else there is, for which packages, and why that will do. */
const exceptions: Record<string, { packages: RegExp; because: string }> = {
  "CC-BY-4.0": { packages: /^caniuse-lite$/, because: "data about browsers, used unchanged" },
  "LGPL-3.0-or-later": {
    packages: /^@img\/sharp-/,
    because: "libvips, a library of its own beside sharp, used unchanged; Next.js may load it to scale images",
  },
  "MPL-2.0": {
    packages: /^lightningcss(?:-.+)?$/,
    because: "used unchanged; the licence holds file by file",
  },
  "http://geraintluff.github.io/tv4/LICENSE.txt": {
    packages: /^uri-templates$/,
    because: "public domain, or MIT where there is none",
  },
};

/** The packages whose licence nobody has looked at. */
export function withoutAllowedLicence(packages: readonly LockedPackage[]): LockedPackage[] {
  return packages.filter((one) => !one.licence.split(" AND ").every((part) => isAllowed(part, one.name)));
}

function isAllowed(licence: string, name: string): boolean {
  const choices = licence.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return choices.some((choice) => permissive.includes(choice) || exceptions[choice]?.packages.test(name));
}

/** The text of `docs/licences.md`: what runs with Baton, by licence. */
export function licenceList(packages: readonly LockedPackage[]): string {
  const running = packages.filter(({ isForDevelopment }) => !isForDevelopment);
  const byLicence = Map.groupBy(running, ({ licence }) => licence);
  const licences = [...byLicence].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [
    "# Licences",
    "",
    "What Baton installs to run, on whatever platform, by licence. Made from the lock file by `npm run licences`; a test",
    "compares the two, and refuses licences that `scripts/licences/licence-list.ts` does not know.",
    "",
    ...Object.entries(exceptions).map(([licence, { because }]) => `- ${licence}: ${because}.`),
    ...licences.flatMap(([licence, some]) => ["", `## ${licence}`, "", ...namesOf(some)]),
    "",
  ].join("\n");
}

function namesOf(packages: LockedPackage[]): string[] {
  const names = packages.map(({ name, version }) => `- ${name} ${version}`);
  return [...new Set(names)].toSorted();
}
