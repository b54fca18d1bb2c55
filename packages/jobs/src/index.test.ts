import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** Prints the packages that an import loads, its own among them. */
const script = `
  import { registerHooks } from "node:module";
  const urls = [];
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
  await import("@baton/jobs");
  console.log(urls.join("\\n"));
`;

test("to know the job types, a thread loads nothing that only a running job needs", () => {
  const args = ["--input-type=module", "--eval", script];
  const loaded = execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" });
  expect(loaded).toContain("/packages/jobs/src/email.ts");
  expect(loaded).not.toMatch(/nodemailer|ipaddr|@azure|pino|node:(http|https|tls|dns)\b/);
});
