import { expect, test } from "vitest";
import { answersInOrder } from "./submit-stream.ts";

test("so many are under way at once and no more, and the answers keep the order of what came", async () => {
  const open: PromiseWithResolvers<number>[] = [];
  const submit = () => {
    const answer = Promise.withResolvers<number>();
    open.push(answer);
    return answer.promise;
  };
  const answers = answersInOrder([0, 1, 2, 3, 4], submit, 3);
  const first = answers.next();
  await expect.poll(() => open.length).toBe(3);
  open[1]?.resolve(1);
  open[0]?.resolve(0);
  expect((await first).value).toBe(0);
  expect((await answers.next()).value).toBe(1);
  const rest = Array.fromAsync(answers);
  await expect.poll(() => open.length).toBe(5);
  for (const [at, { resolve }] of open.entries()) resolve(at);
  expect(await rest).toEqual([2, 3, 4]);
});

test("whoever stops reading stops the submitting", async () => {
  let submitted = 0;
  for await (const answer of answersInOrder([0, 1, 2, 3, 4, 5], async (item) => item + submitted++, 2)) {
    expect(answer).toBe(0);
    break;
  }
  const atEnd = submitted;
  await new Promise((resolve) => setImmediate(resolve));
  expect(submitted).toBe(atEnd);
  expect(submitted).toBeLessThanOrEqual(3);
});
