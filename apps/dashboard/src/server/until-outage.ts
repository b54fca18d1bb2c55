import type { Answer } from "./answer.ts";

/** When storage could not be reached for one, the others are not tried: each would wait for its time limit. */
export function untilOutage<T, U>(work: (value: T) => Promise<Answer<U>>): (value: T) => Promise<Answer<U>> {
  let outage: Answer<U> | undefined;
  return async (value) => {
    if (outage) return outage;
    const answer = await work(value);
    if (answer.kind === "problem" && answer.problem.status === 503) outage = answer;
    return answer;
  };
}
