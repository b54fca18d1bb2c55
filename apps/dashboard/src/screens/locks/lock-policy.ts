import type { HeadFailure } from "@baton/contracts";

/** `types`: as job types say, because nobody has said otherwise for the key. */
export type PolicyChoice = HeadFailure | "types";

export const policyLabels: Record<PolicyChoice, string> = {
  types: "As job types say",
  yield: "Yield: others go first",
  hold: "Hold: strict order",
  park: "Park: stop for a person",
};

export const policyMeanings: Record<PolicyChoice, string> = {
  types: "Each job type’s own setting counts; without one, others go first.",
  yield: "Jobs behind it run while it waits for its next attempt.",
  hold: "Nothing else runs until it has been tried again, and again, to its end.",
  park: "Nothing else runs meanwhile; if it is dead-lettered, the lock key stops until somebody resumes it.",
};
