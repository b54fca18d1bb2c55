import { isUuid } from "@baton/contracts";
import type { Route } from "next";
import { lockHref } from "../view/lock-address.ts";

export type JumpTarget = { label: string; href: Route };

/** Where typed text itself may lead: the job of that id, or the lock key of that name. */
export function jumpTargets(typed: string): JumpTarget[] {
  const text = typed.trim();
  if (text === "") return [];
  if (isUuid(text)) return [{ label: `Job ${text.toLowerCase()}`, href: `/jobs/${text.toLowerCase()}` as Route }];
  return [{ label: `Lock key “${text}”`, href: lockHref({ lockKey: text }) }];
}
