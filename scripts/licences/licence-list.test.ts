import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { licenceList, listFile, withoutAllowedLicence } from "./licence-list.ts";
import { lockedPackages, scriptsAllowed } from "./locked-packages.ts";

test("the list of licences is that of the lock file: npm run licences", () => {
  expect(readFileSync(listFile, "utf8")).toBe(licenceList(lockedPackages()));
});

test("there is no licence that nobody has looked at", () => {
  const running = lockedPackages().filter(({ isForDevelopment }) => !isForDevelopment);
  expect(running.length).toBeGreaterThan(100);
  expect(withoutAllowedLicence(running)).toEqual([]);
  const [one] = running;
  if (!one) throw new Error("no package");
  const strange = ["GPL-3.0", "MIT AND GPL-3.0", "LGPL-3.0-or-later", "none", ""].map((licence) => ({
    ...one,
    licence,
  }));
  expect(withoutAllowedLicence(strange)).toEqual(strange);
  expect(withoutAllowedLicence([{ ...one, licence: "(GPL-3.0 OR MIT)" }])).toEqual([]);
});

test("only packages that are on the list may have an install script", () => {
  const withScript = lockedPackages().filter(({ hasInstallScript }) => hasInstallScript);
  expect(withScript.map(({ name }) => name).filter((name) => !(name in scriptsAllowed()))).toEqual([]);
});
