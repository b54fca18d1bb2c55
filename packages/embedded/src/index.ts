export { Caretaker } from "./caretaker.ts";
export { EmbeddedStorage } from "./embedded-storage.ts";
export { freePort } from "./free-port.ts";
export { Leftovers } from "./leftovers.ts";
export { type Exit, OwnedProcess, type ProcessSpec } from "./owned-process.ts";
export { greetsAmqp, RabbitmqNode } from "./rabbitmq-node.ts";
export { StartError } from "./start-error.ts";
export { stopInOrder, type WatchedProcess } from "./stop-in-order.ts";
export { chromiumPackage, curlPackage, MissingPackageError, provide, rabbitmqPackage } from "./system-package.ts";
