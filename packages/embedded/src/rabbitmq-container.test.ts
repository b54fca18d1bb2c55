import { expect, test } from "vitest";
import { containerArguments } from "./rabbitmq-container.ts";

test("a container is this clone's alone, listens on loopback only, and keeps its data", () => {
  const args = containerArguments("/a/clone/.data/broker", { amqp: 40_001, management: 15_672 });
  const name = args[args.indexOf("--name") + 1];
  expect(name).toMatch(/^baton-[0-9a-f]{12}$/);
  expect(args).toContain(`${name}:/var/lib/rabbitmq`);
  const published = args.filter((_, at) => args[at - 1] === "--publish");
  expect(published).toEqual(["127.0.0.1:40001:5672", "127.0.0.1:15672:15672"]);
  expect(args.at(-1)).toBe("rabbitmq:4-management");

  const plain = containerArguments("/another/clone/.data/broker", { amqp: 40_002, management: undefined });
  expect(plain).not.toContain(name);
  expect(plain.at(-1)).toBe("rabbitmq:4");
});
