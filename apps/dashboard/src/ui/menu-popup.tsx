"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import Link from "next/link";
import { Fragment } from "react";
import type { MenuItem, MenuProps } from "./menu.tsx";

const popupClasses =
  "max-h-[var(--available-height)] min-w-[var(--anchor-width)] max-w-[calc(100vw-1rem)] overflow-y-auto rounded-lg border border-line-strong bg-surface p-1 text-ink text-sm shadow-lg outline-none";

const itemClasses =
  "flex cursor-default items-center gap-2 rounded-md px-2.5 py-1.5 outline-none select-none data-disabled:opacity-55 data-highlighted:bg-sunken [&_svg]:size-4 [&_svg]:shrink-0";

/** A `Menu` with all that opens; it begins open, because it is loaded by the press of its button. */
export function MenuPopup({ trigger, items, align = "end" }: MenuProps) {
  return (
    <Base.Root defaultOpen>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50 outline-none">
          <Base.Popup className={popupClasses}>
            {items.map((item) => (
              <Fragment key={item.label}>
                {item.separated ? <Base.Separator className="my-1 h-px bg-line" /> : null}
                <Item item={item} />
              </Fragment>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Item({ item }: { item: MenuItem }) {
  const { label, icon, disabled = false, danger = false } = item;
  const className = `${itemClasses} ${danger ? "text-bad" : ""}`;
  if ("href" in item) {
    return (
      <Base.LinkItem render={<Link href={item.href} />} closeOnClick className={className}>
        {icon}
        {label}
      </Base.LinkItem>
    );
  }
  if ("checked" in item) {
    return (
      <Base.CheckboxItem
        checked={item.checked}
        disabled={disabled}
        onCheckedChange={item.onToggle}
        closeOnClick={false}
        className={className}
      >
        <span className="flex size-4 shrink-0">
          <Base.CheckboxItemIndicator>
            <Check aria-hidden="true" className="text-accent" />
          </Base.CheckboxItemIndicator>
        </span>
        {label}
      </Base.CheckboxItem>
    );
  }
  return (
    <Base.Item disabled={disabled} onClick={item.onSelect} className={className}>
      {icon}
      {label}
    </Base.Item>
  );
}
