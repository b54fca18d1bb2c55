import { expect, test } from "vitest";
import { type BrokerFacts, brokerFindings } from "./broker-findings.ts";

const now = new Date("2026-11-26T06:00:00Z");
const well: BrokerFacts = {
  state: { status: "up" },
  url: "amqp://guest:secret@127.0.0.1:5672",
  version: "4.2.5",
  blockedReason: undefined,
  oddQueues: [],
};

test("of a supported version on this machine there is nothing to say", () => {
  expect(brokerFindings(well, now)).toEqual([]);
  expect(brokerFindings({ ...well, version: "5.0.0" }, now)).toEqual([]);
});

test("3.10 is out of support, and its delivery limit has a trap", () => {
  expect(summary({ version: "3.10.8" })).toEqual(["hazard broker-out-of-support", "note delivery-limit-minus-one"]);
  expect(summary({ version: "3.13.7" })).toEqual(["hazard broker-out-of-support"]);
  expect(brokerFindings({ ...well, version: "3.10.8" }, new Date("2023-07-31T12:00:00Z"))).toHaveLength(1);
});

test("a queue with other arguments is a hazard that depends on the version", () => {
  const oddQueues = ["baton.jobs"];
  const consequenceIn = (version: string) => brokerFindings({ ...well, version, oddQueues }, now)[0]?.what;
  expect(consequenceIn("3.10.8")).toContain("x-delivery-limit: -1");
  expect(consequenceIn("4.2.5")).toContain("20 times");
  expect(summary({ oddQueues })).toEqual(["hazard queue-with-other-arguments"]);
});

test("a broker that is away, or takes nothing, is a problem with its reason", () => {
  const [away] = brokerFindings({ ...well, state: { status: "down", detail: "ECONNREFUSED" } }, now);
  expect(away).toMatchObject({ code: "broker-unreachable", level: "problem" });
  expect(away?.what).toContain("ECONNREFUSED");
  expect(summary({ state: { status: "starting" }, version: undefined })).toEqual(["note broker-unreachable"]);
  // Then health calls it down, too: one thing to do, not two.
  expect(summary({ state: { status: "down" }, blockedReason: "low on disk" })).toEqual(["problem broker-blocked"]);
});

test("a broker that refuses is told apart from one that is away", () => {
  const detail = "Handshake terminated by server: 403 (ACCESS-REFUSED)";
  expect(summary({ state: { status: "down", detail }, version: undefined })).toEqual(["problem broker-refuses"]);
});

test("before 3.10 wakes cannot be declared; versions are compared as numbers", () => {
  expect(summary({ version: "3.9.29" })).toEqual(["hazard broker-out-of-support", "problem broker-too-old"]);
  expect(summary({ version: "3.10.0" })).not.toContain("problem broker-too-old");
});

test("a password must not cross the network in the clear", () => {
  expect(summary({ url: "amqp://guest:secret@broker.example:5672" })).toEqual(["hazard broker-without-tls"]);
  expect(summary({ url: "amqps://guest:secret@broker.example:5671" })).toEqual([]);
});

function summary(facts: Partial<BrokerFacts>): string[] {
  return brokerFindings({ ...well, ...facts }, now).map(({ level, code }) => `${level} ${code}`);
}
