import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { setup } from "@baton/testing";
import { expect, test } from "vitest";
import { blocksOf, documents, type Page } from "../../../scripts/docs/pages.ts";
import { keyOf, startWithAccounts } from "./accounts.ts";

const run = promisify(execFile);

/** What the documents call the dashboard. */
const addresses = ["http://127.0.0.1:3000", "https://baton.example.org"];

test("the examples of the documents do what they say", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  const { apiKey } = await keyOf(dashboard, admin, ["read", "submit", "operate"]);
  // What an example takes from a file.
  writeFileSync(path.join(system.folder, "jobs.ndjson"), '{"type":"demo"}\n{"type":"demo","priority":5}\n');
  writeFileSync(path.join(system.folder, ".curlrc"), `header = "authorization: Bearer ${apiKey}"\n`);
  const env = { PATH: process.env["PATH"], CURL_HOME: system.folder, BATON_API_KEY: apiKey };
  const examples = documents().flatMap((page) => callsOf(page).map((example) => ({ file: page.file, example })));
  expect(examples.length).toBeGreaterThan(5);
  for (const { file, example } of examples) {
    const called = addresses.reduce((text, address) => text.replaceAll(address, dashboard.url), example);
    const command = `${called} --silent --show-error --write-out '\n%{http_code}'`;
    const { stdout } = await run("bash", ["-c", command], { cwd: system.folder, env });
    const status = Number(stdout.slice(stdout.lastIndexOf("\n") + 1));
    expect([200, 201, 202], `${file}: ${example}\n${stdout}`).toContain(status);
  }
});

/** The commands of its shell blocks that call the API; one goes on where a line ends in a backslash or in a text. */
function callsOf(page: Page): string[] {
  const calls = blocksOf(page, "sh").flatMap((block) => block.match(/^curl (?:'[^']*'|\\\n|[^'\n])*/gm) ?? []);
  return calls.filter((call) => addresses.some((address) => call.includes(address)));
}
