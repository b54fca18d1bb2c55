import { type Fault, proxied, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { keyId, Markers, Storage } from "../src/index.ts";

const key = keyId("default", "late-copies");

/** The holder's way to the inbox leads through a proxy; everyone else's does not. */
async function setupBehindProxy() {
  const { storage, namespace, env, logger } = await setup();
  const { proxy, connectionString } = await proxied(env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Table");
  const holder = new Markers(new Storage({ connectionString, namespace, logger }));
  return { proxy, holder, others: new Markers(storage) };
}

const isSettling = (method: string) => method === "DELETE" || method === "PUT";

test.each([
  ["cleared", undefined],
  ["postponed", new Date("2100-01-01T00:00:00Z")],
])(
  "a marker that was %s stays due for work that came since, though the first copy arrives late",
  async (_, nextDueAt) => {
    const { proxy, holder, others } = await setupBehindProxy();
    await others.setDue([key]);
    const marker = await holder.read(key);
    if (!marker) throw new Error("There is no marker");
    proxy.strike(isSettling, { kind: "hold-back" });
    expect(await holder.settle(marker, nextDueAt && { dueAt: nextDueAt })).toBe(true);
    expect((await others.read(key))?.dueAt).toEqual(nextDueAt);

    await others.setDue([key]);
    expect(await proxy.release()).toEqual([412]);
    expect((await others.read(key))?.dueAt).toEqual(new Date(0));
  },
);

test.each<[string, Fault]>([
  ["lost", { kind: "lose-answer" }],
  ["a 500", { kind: "fail", status: 500 }],
])(
  "a marker whose clearing was answered by %s is cleared, or looked at again, never cleared twice",
  async (_, fault) => {
    const { proxy, holder, others } = await setupBehindProxy();
    await others.setDue([key]);
    const marker = await holder.read(key);
    if (!marker) throw new Error("There is no marker");
    proxy.strike(isSettling, fault);
    await holder.settle(marker, undefined);
    expect(await others.read(key)).toBeUndefined();
    await others.setDue([key]);
    expect(await holder.settle(marker, undefined)).toBe(false);
    expect(await others.read(key)).toBeDefined();
  },
);
