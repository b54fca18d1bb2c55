"use client";

import { useEffect, useState } from "react";

/** The value once it has not changed for so long: what is typed is asked for when the user pauses. */
export function useSettled<T>(value: T, forMs = 300): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), forMs);
    return () => clearTimeout(timer);
  }, [value, forMs]);
  return settled;
}
