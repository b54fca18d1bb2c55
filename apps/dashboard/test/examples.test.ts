import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { cloneFolder } from "@baton/runtime";
import { setup } from "@baton/testing";
import { expect, test } from "vitest";
import { keyOf, startWithAccounts } from "./accounts.ts";

const run = promisify(execFile);

/** With the address that they are written for. */
const documents = [
  { file: "README.md", address: "http://127.0.0.1:3000" },
  { file: "docs/api.md", address: "http://127.0.0.1:3000" },
  { file: "docs/accounts.md", address: "https://baton.example.org" },
];

test("the examples of the documents do what they say", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  const { apiKey } = await keyOf(dashboard, admin, ["read", "submit", "operate"]);
  // What an example takes from a file.
  writeFileSync(path.join(system.folder, "jobs.ndjson"), '{"type":"demo"}\n{"type":"demo","priority":5}\n');
  writeFileSync(path.join(system.folder, ".curlrc"), `header = "authorization: Bearer ${apiKey}"\n`);
  const env = { PATH: process.env["PATH"], CURL_HOME: system.folder, BATON_API_KEY: apiKey };
  for (const { file, address } of documents) {
    const examples = commandsOf(readFileSync(path.join(cloneFolder, file), "utf8"));
    expect(examples.length, file).toBeGreaterThan(0);
    for (const example of examples) {
      expect(example, file).toContain(address);
      const command = `${example.replaceAll(address, dashboard.url)} --silent --show-error --write-out '\n%{http_code}'`;
      const { stdout } = await run("bash", ["-c", command], { cwd: system.folder, env });
      const status = Number(stdout.slice(stdout.lastIndexOf("\n") + 1));
      expect([200, 201, 202], `${file}: ${example}\n${stdout}`).toContain(status);
    }
  }
});

/** The commands of its shell blocks that call the API; one goes on where a line ends in a backslash or in a text. */
function commandsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  return blocks.flatMap((block) => block.match(/^curl (?:'[^']*'|\\\n|[^'\n])*/gm) ?? []);
}
