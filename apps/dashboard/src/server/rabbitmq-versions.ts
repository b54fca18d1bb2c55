/**
 * Until when the community supported a series; only the newest one is. Of series that are missing here nothing is known,
 * which is what is to be expected of newer ones.
 * @see https://www.rabbitmq.com/release-information and the release notes of 3.10.24 and 3.11.28
 */
const supportEnds: Record<string, string> = {
  "3.8": "2022-07-31",
  "3.9": "2023-01-31",
  "3.10": "2023-07-31",
  "3.11": "2023-12-31",
  "3.12": "2024-02-21",
  "3.13": "2024-09-17",
  "4.0": "2025-04-15",
  "4.1": "2026-01-30",
};

/** `3.10` of `3.10.8`. */
export function seriesOf(version: string): string {
  return version.split(".", 2).join(".");
}

/** ISO date. */
export function supportedUntil(version: string): string | undefined {
  return supportEnds[seriesOf(version)];
}
