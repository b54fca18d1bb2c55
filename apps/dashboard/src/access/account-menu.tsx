"use client";

import { CircleUser } from "lucide-react";
import { sendAction } from "../live/api-client.ts";
import { Button } from "../ui/button.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { useCaller, useMay } from "./caller-context.tsx";

/** Who is logged in, and what concerns them; nothing where there are no accounts. */
export function AccountMenu() {
  const { kind, name } = useCaller();
  const isAdmin = useMay("administer");
  if (kind !== "account") return null;
  const items: MenuItem[] = [
    { label: "Your account", href: "/account" },
    ...(isAdmin ? [{ label: "Users and keys", href: "/users" } as const] : []),
    { label: "Log out", separated: true, onSelect: () => void logOut() },
  ];
  return (
    <Menu
      align="end"
      trigger={
        <Button aria-label={`Account of ${name}`}>
          <CircleUser aria-hidden="true" />
          <span className="max-w-32 truncate max-md:sr-only">{name}</span>
        </Button>
      }
      items={items}
    />
  );
}

async function logOut(): Promise<void> {
  await sendAction({ path: "/api/auth/logout" });
  window.location.assign("/login");
}
