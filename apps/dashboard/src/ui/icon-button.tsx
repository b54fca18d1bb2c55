"use client";

import type { ReactNode } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { Tooltip } from "./tooltip.tsx";

export type IconButtonProps = Omit<ButtonProps, "children" | "aria-label"> & {
  /** What it does, for the tooltip and for those who cannot see the icon. */
  label: string;
  icon: ReactNode;
};

export function IconButton({ label, icon, className = "", ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <Button {...rest} aria-label={label} className={`aspect-square px-0! ${className}`}>
        {icon}
      </Button>
    </Tooltip>
  );
}
