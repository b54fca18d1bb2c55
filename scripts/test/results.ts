import { readFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { cloneFolder } from "@baton/runtime";

/** What a run of tests came to. `failed`: where each test is, its name, and the first line of what went wrong. */
export type Results = { passed: number; skipped: number; failed: string[] };

export const none: Results = { passed: 0, skipped: 0, failed: [] };

export function add(a: Results, b: Results): Results {
  return {
    passed: a.passed + b.passed,
    skipped: a.skipped + b.skipped,
    failed: [...a.failed, ...b.failed],
  };
}

/** The names of those that failed, and the closing line. */
export function closingLines({ passed, failed, skipped }: Results): string[] {
  const line = `${passed} passed, ${failed.length} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  return [...failed.map((name) => `failed: ${name}`), line];
}

type VitestReport = {
  numPassedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};

/** From the JSON reporter of vitest. A file that does not load has failed, too. */
export function readVitestResults(file: string): Results {
  const report: VitestReport = JSON.parse(readFileSync(file, "utf8"));
  const failed = report.testResults.flatMap((testFile) => {
    const place = path.relative(cloneFolder, testFile.name);
    const tests = testFile.assertionResults
      .filter((test) => test.status === "failed")
      .map((test) => failure(`${place} > ${test.fullName}`, test.failureMessages[0]));
    return tests.length > 0 || testFile.status !== "failed" ? tests : [failure(place, testFile.message)];
  });
  return {
    passed: report.numPassedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failed,
  };
}

type PlaywrightTest = {
  status: "expected" | "unexpected" | "flaky" | "skipped";
  results: { error?: { message?: string } }[];
};
type PlaywrightSuite = {
  suites?: PlaywrightSuite[];
  specs?: { title: string; file: string; tests: PlaywrightTest[] }[];
};

/** From the JSON reporter of Playwright. A test that passed only when tried again has failed. */
export function readPlaywrightResults(file: string): Results {
  const specs = specsOf(JSON.parse(readFileSync(file, "utf8")));
  const count = (wanted: string) =>
    specs.flatMap(({ tests }) => tests.filter(({ status }) => status === wanted)).length;
  const failed = specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ results }) => failure(`${file} > ${title}`, results.find(({ error }) => error)?.error?.message)),
  );
  return { passed: count("expected"), skipped: count("skipped"), failed };
}

function specsOf({ specs = [], suites = [] }: PlaywrightSuite): NonNullable<PlaywrightSuite["specs"]> {
  return [...specs, ...suites.flatMap(specsOf)];
}

function failure(name: string, message = ""): string {
  const line = stripVTControlCharacters(message).trim().split("\n", 1)[0];
  return line ? `${name}: ${line}` : name;
}
