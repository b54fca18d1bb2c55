"use client";

import type { LockView } from "@baton/contracts";
import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Permitted } from "../../access/caller-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { useLockOrders } from "./use-lock-orders.ts";

const UnlockDialog = dynamic(() => import("./unlock-dialog.tsx").then(({ UnlockDialog }) => UnlockDialog), {
  ssr: false,
});
const PolicyDialog = dynamic(() => import("./policy-dialog.tsx").then(({ PolicyDialog }) => PolicyDialog), {
  ssr: false,
});

/** What can be done to a lock key. @param whole also what has a button of its own on the key's page. */
export function LockMenu({ lock, whole = false }: { lock: LockView; whole?: boolean }) {
  const { pause, resume } = useLockOrders();
  const [asking, setAsking] = useState<"unlock" | "policy">();
  const orders: MenuItem[] = whole
    ? [
        { label: "Pause…", disabled: lock.paused !== undefined, onSelect: () => void pause(lock) },
        { label: "Resume…", disabled: !lock.paused && !lock.parked, onSelect: () => void resume(lock) },
      ]
    : [];
  const items: MenuItem[] = [
    ...orders,
    { label: "When a job fails…", onSelect: () => setAsking("policy") },
    {
      label: "Force-unlock…",
      danger: true,
      separated: true,
      disabled: lock.holder === undefined,
      onSelect: () => setAsking("unlock"),
    },
  ];
  const close = () => setAsking(undefined);
  return (
    <Permitted to="operate">
      <Menu
        items={items}
        trigger={
          <Button size={whole ? "small" : "medium"} aria-label={`Actions for ${lock.lockKey}`} className="px-1.5!">
            <Ellipsis aria-hidden="true" />
          </Button>
        }
      />
      {asking === "unlock" ? <UnlockDialog lock={lock} onClose={close} /> : null}
      {asking === "policy" ? <PolicyDialog lock={lock} onClose={close} /> : null}
    </Permitted>
  );
}
