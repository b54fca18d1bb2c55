"use client";

import { useEffect, useState } from "react";

/** The user reads when the box is scrolled down, and when pointer or focus are among the rows. */
export function useReading(onReading: (reading: boolean) => void) {
  const [signs, setSigns] = useState({ scrolled: false, pointed: false, focused: false });
  const reading = signs.scrolled || signs.pointed || signs.focused;
  useEffect(() => onReading(reading), [onReading, reading]);
  const note = (sign: Partial<typeof signs>) => setSigns((before) => merge(before, sign));
  return {
    box: {
      onScroll: ({ currentTarget }: { currentTarget: Element }) => note({ scrolled: currentTarget.scrollTop > 4 }),
    },
    rows: {
      onPointerEnter: ({ pointerType }: { pointerType: string }) => note({ pointed: pointerType === "mouse" }),
      onPointerLeave: () => note({ pointed: false }),
      onFocus: () => note({ focused: true }),
      onBlur: () => note({ focused: false }),
    },
  };
}

// Scrolling tells the same again and again: that is no reason to render.
function merge<S extends object>(before: S, change: Partial<S>): S {
  const changed = (Object.keys(change) as (keyof S)[]).some((name) => before[name] !== change[name]);
  return changed ? { ...before, ...change } : before;
}
