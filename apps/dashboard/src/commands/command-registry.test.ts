import { expect, test } from "vitest";
import { CommandRegistry, type UserCommand } from "./command-registry.ts";

const command = (id: string): UserCommand => ({ id, label: id, group: "Test", run: () => undefined });

test("a page's commands stand before those of all pages, and leave with it", () => {
  const registry = new CommandRegistry();
  let changes = 0;
  registry.onChange(() => {
    changes += 1;
  });
  registry.add([command("overview"), command("jobs")]);
  const leave = registry.add([command("cancel")]);
  expect(registry.all().map(({ id }) => id)).toEqual(["cancel", "overview", "jobs"]);
  leave();
  expect(registry.all().map(({ id }) => id)).toEqual(["overview", "jobs"]);
  expect(changes).toBe(3);
});
