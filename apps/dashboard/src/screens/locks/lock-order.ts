import type { HeadFailure, LockView } from "@baton/contracts";
import type { Action } from "../../live/perform-action.ts";
import { lockApiPath, tenantQuery } from "../../view/lock-address.ts";
import { jobsInWords, lineLength } from "./lock-standing.ts";

/** What of a lock key an order is about. */
export type OrderedLock = Pick<
  LockView,
  "tenantId" | "lockKey" | "waiting" | "running" | "holder" | "parked" | "policy"
>;
type Order = "pause" | "resume" | "unlock" | "policy";
type Words = { done: string; failed: string };

/** How an order is sent, and what it makes old. */
function orderAction(lock: OrderedLock, order: Order, body: object, words: Words): Action {
  const path = lockApiPath(lock);
  return {
    path: `${path}/${order}${tenantQuery(lock)}`,
    body,
    ...words,
    refresh: ["/api/locks", path, `${path}/line`, `${path}/history`],
  };
}

export function pauseAction(lock: OrderedLock, reason: string, undo: () => void): Action {
  const words = { done: `“${lock.lockKey}” is paused`, failed: `“${lock.lockKey}” was not paused` };
  return { ...orderAction(lock, "pause", { reason }, words), next: () => ({ label: "Undo", onClick: undo }) };
}

export function resumeAction(lock: OrderedLock, reason: string | undefined): Action {
  const words = { done: `“${lock.lockKey}” goes on`, failed: `“${lock.lockKey}” was not resumed` };
  return orderAction(lock, "resume", reason === undefined ? {} : { reason }, words);
}

export function unlockAction(lock: OrderedLock, reason: string, mayOverlap: boolean): Action {
  const words = {
    done: `The lock “${lock.lockKey}” was taken away`,
    failed: `The lock “${lock.lockKey}” was not taken away`,
  };
  return orderAction(lock, "unlock", { reason, mayOverlap }, words);
}

export function policyAction(lock: OrderedLock, policy: HeadFailure | null, reason: string | undefined): Action {
  const words = {
    done: `The policy of “${lock.lockKey}” is changed`,
    failed: `The policy of “${lock.lockKey}” was not changed`,
  };
  return orderAction(lock, "policy", { policy, ...(reason === undefined ? {} : { reason }) }, words);
}

export function pauseConsequence(lock: OrderedLock): string {
  const runs = lock.running ? " The job that runs goes on to its end." : "";
  return `Nothing more starts under this lock key until somebody resumes it.${runs} ${waits(lock)}`;
}

export function resumeConsequence(lock: OrderedLock): string {
  const parked = lock.parked ? " The job that was dead-lettered stays where it is." : "";
  return `Jobs of this lock key start again, the first in line at once.${parked} ${waits(lock)}`;
}

/** What taking the lock away means for who has it. */
export function unlockConsequence(lock: OrderedLock): string {
  const { holder } = lock;
  const who = holder ? `${holder.workerId} (fence ${holder.fence})` : "whoever holds it";
  return `The lock is taken from ${who}, which can renew it no more. The job that runs there is stopped when its lock’s time is over, within a minute at most; then any worker takes the lock key, and the job goes on from its last recorded step. Nothing overlaps.`;
}

function waits(lock: OrderedLock): string {
  const count = lineLength(lock);
  return count === 1
    ? "One job waits in line now."
    : `${capital(jobsInWords(count))} ${count === 0 ? "waits" : "wait"} in line now.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
