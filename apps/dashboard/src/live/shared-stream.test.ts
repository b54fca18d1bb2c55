import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import type { StreamSignal } from "./event-stream.ts";
import { sharedStream } from "./shared-stream.ts";

/** Tabs of one browser; what the server tells, it tells through `openStreams`. */
function setup() {
  const name = randomUUID();
  const openStreams = new Set<(signal: StreamSignal) => void>();
  const opened: (() => void)[] = [];
  const openTab = () => {
    const heard: StreamSignal[] = [];
    const waiting: (() => void)[] = [];
    const onSignal = (signal: StreamSignal) => {
      heard.push(signal);
      for (const resolve of waiting.splice(0)) resolve();
    };
    const openOwn = (tell: (signal: StreamSignal) => void) => {
      openStreams.add(tell);
      for (const resolve of opened.splice(0)) resolve();
      return () => void openStreams.delete(tell);
    };
    const close = sharedStream({ name, locks: navigator.locks, openOwn })(onSignal);
    onTestFinished(close);
    const hears = async (count: number) => {
      while (heard.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return heard;
    };
    return { close, heard, hears };
  };
  const streamOpens = () => new Promise<void>((resolve) => opened.push(resolve));
  const tell = (signal: StreamSignal) => {
    for (const stream of openStreams) stream(signal);
  };
  return { openTab, openStreams, streamOpens, tell };
}

const event = (data: string): StreamSignal => ({ kind: "event", data });

test("tabs share one stream, and each hears each event once", async () => {
  const { openTab, openStreams, streamOpens, tell } = setup();
  const isOpen = streamOpens();
  const first = openTab();
  await isOpen;
  tell({ kind: "ready" });
  const second = openTab();
  // A tab that comes later is told how the stream stands.
  expect(await second.hears(1)).toEqual([{ kind: "ready" }]);
  tell(event("1"));
  tell(event("2"));
  const all = [{ kind: "ready" }, event("1"), event("2")];
  expect(await second.hears(3)).toEqual(all);
  expect(first.heard).toEqual(all);
  expect(openStreams.size).toBe(1);
});

test("when the tab with the stream closes, another opens it, and the closed one hears no more", async () => {
  const { openTab, openStreams, streamOpens, tell } = setup();
  const isOpen = streamOpens();
  const first = openTab();
  await isOpen;
  tell({ kind: "ready" });
  const second = openTab();
  await second.hears(1);
  const third = openTab();
  await third.hears(1);

  const isOpenAgain = streamOpens();
  first.close();
  await isOpenAgain;
  expect(openStreams.size).toBe(1);
  tell({ kind: "ready" });
  tell(event("after"));
  const all = [{ kind: "ready" }, { kind: "ready" }, event("after")];
  expect(await third.hears(3)).toEqual(all);
  expect(second.heard).toEqual(all);
  expect(first.heard).toEqual([{ kind: "ready" }]);
});

test("a tab that closes while it waits never opens a stream", async () => {
  const { openTab, openStreams, streamOpens } = setup();
  const isOpen = streamOpens();
  const first = openTab();
  await isOpen;
  const second = openTab();
  second.close();
  const isOpenAgain = streamOpens();
  first.close();
  openTab();
  await isOpenAgain;
  expect(openStreams.size).toBe(1);
});
