import stringWidth from "string-width";
import { plainText } from "../plain-text.ts";

const segmenter = new Intl.Segmenter();

/** Exactly `width` terminal columns: shortened with an ellipsis, or filled with blanks. */
export function fitted(text: string, width: number): string {
  const shown = truncate(plainText(text), width);
  return shown + " ".repeat(Math.max(0, width - stringWidth(shown)));
}

/** At most `width` terminal columns; wide characters count two. */
export function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  if (width < 1) return "";
  let shown = "";
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const segmentWidth = stringWidth(segment);
    if (used + segmentWidth > width - 1) break;
    shown += segment;
    used += segmentWidth;
  }
  return `${shown}…`;
}
