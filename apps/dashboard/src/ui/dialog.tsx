"use client";

import dynamic from "next/dynamic";
import { type ReactNode, type RefObject, useState } from "react";

const DialogFrame = dynamic(() => import("./dialog-frame.tsx").then(({ DialogFrame }) => DialogFrame), { ssr: false });

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, at the end. */
  footer?: ReactNode;
  size?: "small" | "medium" | "large";
  /** What has the focus at first; without, the first control. */
  initialFocus?: RefObject<HTMLElement | null>;
};

/** A window above the page, which has the focus until it is closed. It is loaded when it first opens. */
export function Dialog(props: DialogProps) {
  const [used, setUsed] = useState(false);
  if (props.open && !used) setUsed(true);
  return used ? <DialogFrame {...props} /> : null;
}
