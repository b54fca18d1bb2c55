import { expect, test } from "vitest";
import { momentText } from "./looked-back.ts";

test("a moment is told by its day as seen from now", () => {
  const now = new Date("2026-11-26T06:00:00Z");
  const text = (iso: string, zone = "UTC") => momentText(new Date(iso), now, zone);
  expect(text("2026-11-26T05:07:00Z")).toBe("05:07");
  expect(text("2026-11-25T14:02:00Z")).toBe("14:02 yesterday");
  expect(text("2026-11-21T00:00:00Z")).toBe("00:00 on 21 Nov");
  expect(text("2025-03-01T12:30:00Z")).toBe("12:30 on 1 Mar 2025");
  expect(text("2026-11-25T23:30:00Z", "Europe/Berlin")).toBe("00:30");
});
