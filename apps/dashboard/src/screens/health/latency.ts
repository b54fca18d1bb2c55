const milliseconds = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });

/** `3.4 ms`, `120 ms`. */
export function latencyText(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${milliseconds.format(ms)} ms`;
}
