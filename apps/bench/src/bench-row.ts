const hash = "0".repeat(64);

/** A row as wide as a ledger's event. */
export function benchRow(partitionKey: string, n: number, filler = "") {
  return {
    partitionKey,
    rowKey: `event:${String(10 ** 15 - n).padStart(16, "0")}`,
    EventId: `${partitionKey}:${n}`,
    JobId: "0197f0a0-0000-7000-8000-000000000000",
    Status: "Log",
    Message: `record ${n}`,
    OccurredAt: new Date().toISOString(),
    Seq: { type: "Int64" as const, value: String(n) },
    Fence: { type: "Int64" as const, value: "1" },
    WorkerId: "bench-worker-1",
    Attempt: 1,
    Data: filler,
    WriteId: "00000000-0000-4000-8000-000000000000",
    PrevHash: hash,
    Hash: hash,
  };
}

export function benchHead(partitionKey: string) {
  return { partitionKey, rowKey: "head", Fence: 1, Owner: "bench", Hash: hash, WriteId: hash };
}
