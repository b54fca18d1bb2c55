import type { Page } from "@playwright/test";
import { expectAccessibleInBothThemes, expectToFitPhone } from "./page-checks.ts";
import { expect, test } from "./shared-system.ts";

const pages = [
  { href: "/", label: "Overview" },
  { href: "/jobs", label: "Jobs" },
  { href: "/dead-letters", label: "Dead letters" },
  { href: "/locks", label: "Locks" },
  { href: "/workers", label: "Workers" },
  { href: "/schedules", label: "Schedules" },
  { href: "/submit", label: "New job" },
  { href: "/audit", label: "Audit" },
  { href: "/health", label: "Health" },
  { href: "/rejected", label: "Rejected" },
  { href: "/reference", label: "API reference" },
];
const firstLoadKb = 200;
/** No page does with less: a sum below it has not seen the scripts. */
const leastKb = 50;

for (const { href, label } of pages) {
  test(`${label}: little to load, accessible in both themes, whole on a phone`, async ({ page, system }) => {
    const faults: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && faults.push(message.text())));
    page.on("pageerror", (err) => faults.push(err.message));
    await page.goto(system.url + href);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    const loadedKb = await scriptKb(page);
    expect(loadedKb, "compressed JavaScript of the first load, in KB").toBeLessThanOrEqual(firstLoadKb);
    expect(loadedKb).toBeGreaterThan(leastKb);

    await expectAccessibleInBothThemes(page);
    await expectToFitPhone(page);
    expect(faults).toEqual([]);
  });
}

// As a text: it runs in the browser, whose types are not those of Node.
const scriptBytes = `performance.getEntriesByType("resource")
  .filter(({ name, startTime }) =>
    name.includes(".js") && startTime < performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd)
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`;

/** What the server has sent of scripts by the time that the page has loaded; what comes later is not waited for. */
async function scriptKb(page: Page): Promise<number> {
  return Math.round((await page.evaluate<number>(scriptBytes)) / 1024);
}
