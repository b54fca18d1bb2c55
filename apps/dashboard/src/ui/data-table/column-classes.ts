import type { ColumnLayout } from "./data-column.ts";

/** Whole class names: Tailwind finds only what it can read. */
const headFrom: Record<NonNullable<ColumnLayout["from"]>, string> = {
  md: "max-md:hidden",
  lg: "max-lg:hidden",
  xl: "max-xl:hidden",
  "2xl": "max-2xl:hidden",
};

/** In a card there is room for what a narrow table leaves out. */
const cellFrom: Record<NonNullable<ColumnLayout["from"]>, string> = {
  md: "sm:max-md:hidden",
  lg: "sm:max-lg:hidden",
  xl: "sm:max-xl:hidden",
  "2xl": "sm:max-2xl:hidden",
};

const inCard: Record<NonNullable<ColumnLayout["narrow"]>, string> = {
  title: "max-sm:order-1 max-sm:min-w-0 max-sm:flex-1",
  corner: "max-sm:order-2 max-sm:ml-auto",
  line: "max-sm:order-4 max-sm:text-xs",
  below: "max-sm:order-4 max-sm:basis-full max-sm:text-xs",
  hidden: "max-sm:hidden",
};

export function headClasses({ width = "", from, align }: ColumnLayout = {}): string {
  return `${width} ${from ? headFrom[from] : ""} ${align === "end" ? "text-right" : ""}`;
}

export function cellClasses({ narrow = "line", from, align }: ColumnLayout = {}): string {
  return `${inCard[narrow]} ${from ? cellFrom[from] : ""} ${align === "end" ? "sm:text-right" : ""}`;
}
