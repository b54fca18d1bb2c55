/** The id of the job that a replay makes, as the answer to the command tells it. */
export function newJobIdOf(answer: unknown): string | undefined {
  const isAnswer = typeof answer === "object" && answer !== null && "newJobId" in answer;
  return isAnswer && typeof answer.newJobId === "string" ? answer.newJobId : undefined;
}
