import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export const phone = { width: 390, height: 844 };

// As a text: it runs in the browser, whose types are not those of Node.
const pixelsTooWide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

/** No violation that axe finds in what the page shows now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page);
  }
}

/** Nothing reaches beyond the window's right edge. */
export async function expectToFit(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate<number>(pixelsTooWide)).toBeLessThanOrEqual(0);
}

/** The window is a phone's for a moment: all fits into it. @param also what else is to be seen there. */
export async function expectToFitPhone(page: Page, also: () => Promise<void> = async () => undefined): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize(phone);
  await expectToFit(page);
  await also();
  if (size) await page.setViewportSize(size);
}
