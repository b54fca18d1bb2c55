import type { Answer } from "./answer.ts";
import { services } from "./services.ts";

const patienceMs = 800;

/**
 * What a page renders at first: the answer as JSON text (numbers beyond JavaScript's keep their digits), or
 * undefined when it is late; the browser then asks itself and shows that it is loading. A page that waited
 * with a skeleton on the server would stay a skeleton for readers without JavaScript.
 */
export async function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), patienceMs);
  // A failure after the time is over is the browser's own request's to report.
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The text of a successful answer, redacted. */
export function textOf<T>(
  answer: Answer<T> | undefined,
  wire: (value: T) => unknown = (value) => value,
): string | undefined {
  return answer?.kind === "ok" ? JSON.stringify(services().redaction.answer(wire(answer.value))) : undefined;
}
