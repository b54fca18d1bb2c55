import { UsageError } from "@baton/harness";
import { expect, test } from "vitest";
import { allFaults } from "./all-faults.ts";
import { parseOptions } from "./options.ts";

const namesOf = (args: string[]) => {
  const options = parseOptions(args);
  return options.kind === "run" ? options.plan.faults.map(({ name }) => name) : [];
};

test("all faults are done unless told otherwise; --quick leaves out the long ones, --only all but those named", () => {
  expect(namesOf([])).toHaveLength(allFaults.length);
  expect(namesOf(["--quick"])).toEqual(allFaults.filter(({ isLong }) => !isLong).map(({ name }) => name));
  expect(namesOf(["--only", "rubbish", "kill-child"])).toEqual(["rubbish", "kill-child"]);
});

test("a fault that there is not, or nothing to do, is a wrong command line", () => {
  expect(() => parseOptions(["--only", "flood"])).toThrow(UsageError);
  expect(() => parseOptions(["--quick", "--only", "freeze"])).toThrow(UsageError);
  expect(() => parseOptions(["--lease", "5"])).toThrow("--lease: expected a whole number from 15 to 60");
});

test("--list tells every fault", () => {
  const options = parseOptions(["--list"]);
  for (const { name } of allFaults) expect(options).toMatchObject({ text: expect.stringContaining(name) });
});
