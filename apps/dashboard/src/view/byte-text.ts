const steps = [
  { unit: "gigabyte", bytes: 1e9 },
  { unit: "megabyte", bytes: 1e6 },
  { unit: "kilobyte", bytes: 1e3 },
  { unit: "byte", bytes: 1 },
] as const;

/** `17 byte`, `4.2 kB`, `120 MB`. */
export function byteText(bytes: number): string {
  const step = steps.find((candidate) => bytes >= candidate.bytes) ?? { unit: "byte", bytes: 1 };
  const digits = bytes / step.bytes < 10 && step.bytes > 1 ? 1 : 0;
  return new Intl.NumberFormat("en", {
    style: "unit",
    unit: step.unit,
    unitDisplay: step.unit === "byte" ? "long" : "short",
    maximumFractionDigits: digits,
  }).format(bytes / step.bytes);
}
