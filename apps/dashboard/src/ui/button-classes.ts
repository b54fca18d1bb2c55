export type ButtonVariant = "primary" | "quiet" | "danger";
export type ButtonSize = "small" | "medium";

const base =
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-lg border font-medium whitespace-nowrap select-none disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0";

const variants: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-surface not-disabled:hover:opacity-90",
  quiet: "border-line-strong bg-surface text-ink not-disabled:hover:bg-sunken",
  danger: "border-transparent bg-bad text-surface not-disabled:hover:opacity-90",
};

const sizes: Record<ButtonSize, string> = {
  small: "h-7 px-2.5 text-xs",
  medium: "h-8.5 px-3 text-sm",
};

export function buttonClasses(variant: ButtonVariant, size: ButtonSize): string {
  return `${base} ${variants[variant]} ${sizes[size]}`;
}
