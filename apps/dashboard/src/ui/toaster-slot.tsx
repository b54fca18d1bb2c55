"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { hasNotices, onNotice } from "./notify.ts";

const Toaster = dynamic(() => import("./toaster.tsx").then(({ Toaster }) => Toaster), { ssr: false });

/** Where notices appear; what shows them is loaded with the first. */
export function ToasterSlot() {
  const [needed, setNeeded] = useState(false);
  useEffect(() => {
    if (hasNotices()) setNeeded(true);
    return onNotice(() => setNeeded(true));
  }, []);
  return needed ? <Toaster /> : null;
}
