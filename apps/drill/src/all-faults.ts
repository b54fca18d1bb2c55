import type { Fault } from "./fault.ts";
import { leaseFaults } from "./faults/lease-faults.ts";
import { loadFaults } from "./faults/load-faults.ts";
import { processFaults } from "./faults/process-faults.ts";
import { serviceFaults } from "./faults/service-faults.ts";

/** In the order in which they are done. */
export const allFaults: readonly Fault[] = [...loadFaults, ...processFaults, ...leaseFaults, ...serviceFaults];
