"use client";

import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { isWithin } from "./site-pages.ts";
import { useSitePages } from "./use-site-pages.ts";

export function NavSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const here = usePathname();
  const pages = useSitePages();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-veil transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 motion-reduce:transition-none" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-40 flex w-64 max-w-[85vw] flex-col overflow-y-auto border-line border-r bg-surface outline-none transition duration-150 data-ending-style:-translate-x-full data-starting-style:-translate-x-full motion-reduce:transition-none">
          <header className="flex items-center justify-between px-5 pt-4 pb-2">
            <Dialog.Title className="font-semibold text-sm">Pages</Dialog.Title>
            <Dialog.Close aria-label="Close" className="rounded-md p-1 text-ink-faint hover:bg-sunken hover:text-ink">
              <X aria-hidden="true" className="size-5" />
            </Dialog.Close>
          </header>
          <nav aria-label="Pages" className="flex flex-col px-3 pb-6">
            {pages.map((page) => (
              <Link
                key={page.href}
                href={page.href}
                prefetch={false}
                onClick={() => onOpenChange(false)}
                aria-current={isWithin(page, here) ? "page" : undefined}
                className="rounded-lg px-3 py-2.5 hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
              >
                {page.label}
              </Link>
            ))}
          </nav>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
