import { directly, modelLockContainer, modelTableClient } from "./model-clients.ts";
import { ModelLocks } from "./model-locks.ts";
import { ModelTable } from "./model-table.ts";
import { describeStoreContract } from "./store-contract.ts";

for (const renewsExpired of [true, false]) {
  describeStoreContract(`the model store (${renewsExpired ? "as Azure" : "stricter than Azure"})`, async () => {
    let now = 0;
    const blobs = new ModelLocks({ now: () => now, renewsExpired });
    return {
      table: modelTableClient("Model", new ModelTable(), directly),
      locks: modelLockContainer(blobs, directly),
      breakLease: async (blob, periodSeconds) => blobs.break(blob, periodSeconds),
      deleteBlob: async (blob) => blobs.delete(blob),
      passTime: async (ms) => {
        now += ms;
      },
      renewsExpired,
    };
  });
}
