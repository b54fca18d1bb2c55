import { expect, test } from "vitest";
import { SingleFlight } from "./single-flight.ts";

test("requests that come while it works are served by one more run, and runs never overlap", async () => {
  let running = 0;
  let overlapped = false;
  let runs = 0;
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const began = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const flight = new SingleFlight(0, async () => {
    running += 1;
    overlapped ||= running > 1;
    began[runs]?.resolve();
    await gates[runs]?.promise;
    runs += 1;
    running -= 1;
  });

  flight.request();
  await began[0]?.promise;
  for (let times = 0; times < 5; times += 1) flight.request();
  gates[0]?.resolve();
  await began[1]?.promise;
  gates[1]?.resolve();
  await gates[1]?.promise;
  expect({ overlapped, runs: runs + running }).toEqual({ overlapped: false, runs: 2 });
});

test("a stopped one does not run what was asked for before", async () => {
  let runs = 0;
  const flight = new SingleFlight(0, async () => {
    runs += 1;
  });
  flight.request();
  flight.stop();
  const later = Promise.withResolvers<void>();
  new SingleFlight(0, async () => later.resolve()).request();
  await later.promise;
  expect(runs).toBe(0);
});
