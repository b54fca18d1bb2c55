import type { Tone } from "../../view/status-tone.ts";

/** A point in time and the figure of each series; one that is missing leaves a gap. */
export type SeriesPoint = { at: string; values: Record<string, number | undefined> };

export type Series = {
  /** Its name in `values`. */
  key: string;
  label: string;
  tone: Tone;
};

export type TimeSeriesProps = {
  kind: "bars" | "lines";
  points: readonly SeriesPoint[];
  series: readonly Series[];
  /** Bars on top of each other: their sum means something. */
  stacked?: boolean;
  /** As a figure is written: "1.2s", "340". */
  format: (value: number) => string;
};

/** Colours that svg understands. */
export function colourOf(tone: Tone): string {
  return `var(--${tone})`;
}
