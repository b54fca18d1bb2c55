"use client";

import type { Route } from "next";
import { cloneElement, type ReactElement, type ReactNode, useState } from "react";
import type { ButtonProps } from "./button.tsx";
import type { MenuPopup } from "./menu-popup.tsx";

export type MenuItem = {
  label: string;
  icon?: ReactNode;
  disabled?: boolean;
  danger?: boolean;
  /** A line stands above it. */
  separated?: boolean;
} & ({ onSelect: () => void } | { href: Route } | { checked: boolean; onToggle: () => void });

export type MenuProps = {
  /** The button that opens it: a `Button`. */
  trigger: ReactElement<ButtonProps>;
  items: readonly MenuItem[];
  align?: "start" | "end";
};

/** A list of things to do, or to tick, behind a button. Its popup is loaded when it is first opened. */
export function Menu(props: MenuProps) {
  const [Popup, setPopup] = useState<typeof MenuPopup>();
  const load = async () => {
    const loaded = await import("./menu-popup.tsx");
    setPopup(() => loaded.MenuPopup);
  };
  if (Popup) return <Popup {...props} />;
  return cloneElement(props.trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onClick: () => void load(),
  });
}
