"use client";

import { Menu } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";

const NavSheet = dynamic(() => import("./nav-sheet.tsx").then(({ NavSheet }) => NavSheet), { ssr: false });

/** The pages on a narrow screen: a button that opens a sheet. */
export function NavMenu() {
  const [state, setState] = useState<"unused" | "open" | "closed">("unused");
  return (
    <div className="lg:hidden">
      <button
        type="button"
        aria-label="Pages"
        aria-haspopup="dialog"
        aria-expanded={state === "open"}
        onClick={() => setState("open")}
        className="-ml-2 rounded-lg p-2 text-ink-soft hover:bg-sunken hover:text-ink"
      >
        <Menu aria-hidden="true" className="size-5" />
      </button>
      {state === "unused" ? null : (
        <NavSheet open={state === "open"} onOpenChange={(open) => setState(open ? "open" : "closed")} />
      )}
    </div>
  );
}
