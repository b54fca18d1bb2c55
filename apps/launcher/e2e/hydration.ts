import type { Page } from "@playwright/test";

/**
 * Waits until the page's buttons do something: it is readable before its scripts have run, and a click of these
 * first moments is lost. React notes the properties of an element that it has taken over in the element itself.
 */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    // It runs in the page, of which these types know nothing; a text would be refused by the page's policy.
    const { document } = globalThis as unknown as {
      document: { querySelectorAll: (name: string) => Iterable<object> };
    };
    return [...document.querySelectorAll("button")].every((button) =>
      Object.keys(button).some((name) => name.startsWith("__reactProps$")),
    );
  });
}

/** From here on the page's `goto` and `reload` end when it is hydrated. */
export function awaitHydration(page: Page): void {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...args) => {
    const response = await goto(...args);
    await hydrated(page);
    return response;
  };
  page.reload = async (...args) => {
    const response = await reload(...args);
    await hydrated(page);
    return response;
  };
}
