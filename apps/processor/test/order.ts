import { brokerNames } from "@baton/broker";
import type { Command, CommandView } from "@baton/contracts";
import { Commands, Inbox, Markers, PayloadFiles } from "@baton/store";
import { type EventuallyOptions, eventually, type TestSystem } from "@baton/testing";

/** Gives a command, wakes its key (unless that wake is to be lost), and waits until it has been obeyed. */
export async function order(
  system: TestSystem,
  command: Command,
  lockKey = "default",
  { isWakeLost = false, ...patience }: EventuallyOptions & { isWakeLost?: boolean } = {},
): Promise<CommandView> {
  const { storage } = system;
  const commands = new Commands({
    storage,
    inbox: new Inbox(storage),
    markers: new Markers(storage),
    files: new PayloadFiles(storage),
  });
  const by = { name: "tester" };
  const { commandId, keyId } = await commands.give({ tenantId: "default", lockKey, command, by });
  if (!isWakeLost) await wake(system, keyId).catch(() => undefined);
  return eventually(
    `the command ${command.kind} to be obeyed`,
    async () => {
      const view = await commands.find(commandId);
      return view?.outcome && view;
    },
    patience,
  );
}

/** Fails while the broker is away; then the sweep finds the command. */
async function wake(system: TestSystem, keyId: string): Promise<void> {
  const channel = await system.connection.model?.createChannel();
  const body = Buffer.from(JSON.stringify({ keyId, from: "test", command: true }));
  channel?.publish(brokerNames(system.namespace).wake, "", body);
  await channel?.close();
}
