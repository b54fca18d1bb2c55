"use client";

import dynamic from "next/dynamic";
import { type ReactNode, type SyntheticEvent, useState } from "react";

const TooltipPopup = dynamic(() => import("./tooltip-popup.tsx").then(({ TooltipPopup }) => TooltipPopup), {
  ssr: false,
});

export type TooltipProps = {
  text: ReactNode;
  /** What takes pointer and focus: one element, such as a button. */
  children: ReactNode;
};

/**
 * A short text beside what has the pointer or the focus; Escape takes it away. It is for the eye: give the element a
 * name of its own, and put what must be read by all on the page itself.
 */
export function Tooltip({ text, children }: TooltipProps) {
  const [anchor, setAnchor] = useState<Element | null>(null);
  const show = ({ currentTarget }: SyntheticEvent) => setAnchor(currentTarget.firstElementChild);
  const hide = () => setAnchor(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes what the element inside is given
    <span
      className="contents"
      onPointerEnter={show}
      onPointerLeave={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={({ key }) => key === "Escape" && hide()}
    >
      {children}
      {anchor ? <TooltipPopup anchor={anchor} text={text} /> : null}
    </span>
  );
}
