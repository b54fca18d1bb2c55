import { expect, test } from "./shared-system.ts";

test("what a page asks for again and has not changed is not sent again, and stays on the screen", async ({ page }) => {
  const asked = new Map<string, string>();
  const known = new Set<string>();
  // To the page a 304 is the answer that the browser has kept; only the browser itself tells it.
  const browser = await page.context().newCDPSession(page);
  browser.on("Network.requestWillBeSent", ({ requestId, request }) => {
    asked.set(requestId, new URL(request.url).pathname);
  });
  browser.on("Network.responseReceivedExtraInfo", ({ requestId, statusCode }) => {
    if (statusCode === 304) known.add(asked.get(requestId) ?? "");
  });
  await browser.send("Network.enable");
  await page.goto("/");
  const heading = page.getByRole("heading", { name: "Overview", level: 1 });
  await expect(heading).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect.poll(() => [...known], { timeout: 5000 }).toContain("/api/jobs");
  }).toPass();
  await expect(heading).toBeVisible();
});

test("how the system stands is asked for again and again, on a page that renders its clock every second", async ({
  page,
}) => {
  let asked = 0;
  page.on("response", (response) => {
    if (new URL(response.url()).pathname === "/api/health") asked += 1;
  });
  await page.goto("/locks");
  await expect.poll(() => asked).toBeGreaterThan(4);
});
