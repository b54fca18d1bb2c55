/**
 * Submits what comes, `maxInFlight` at once at most, and gives the answers in the order of what came, each as soon as
 * it is known. One that has not been read counts as under way. Whoever stops reading stops the submitting, too; what was sent stays sent.
 */
export async function* answersInOrder<Item, Answer>(
  items: Iterable<Item> | AsyncIterable<Item>,
  submit: (item: Item) => Promise<Answer>,
  maxInFlight: number,
): AsyncGenerator<Answer, void, undefined> {
  const stream = new SubmitStream(submit, maxInFlight);
  const submitting = stream.submitAll(items);
  // Reported below, after the answers; until then it must not count as unhandled.
  submitting.catch(() => undefined);
  try {
    for (let answer = await stream.next(); answer; answer = await stream.next()) {
      yield answer.value;
      // Only now: whoever reads an answer may want nothing more to be submitted.
      stream.makeRoom();
    }
    await submitting;
  } finally {
    stream.stop();
  }
}

class SubmitStream<Item, Answer> {
  readonly #submit: (item: Item) => Promise<Answer>;
  readonly #maxInFlight: number;
  readonly #inFlight: Promise<Answer>[] = [];
  #isOver = false;
  #changed = Promise.withResolvers<void>();

  constructor(submit: (item: Item) => Promise<Answer>, maxInFlight: number) {
    this.#submit = submit;
    this.#maxInFlight = maxInFlight;
  }

  async submitAll(items: Iterable<Item> | AsyncIterable<Item>): Promise<void> {
    try {
      for await (const item of items) {
        if (this.#isOver) return;
        this.#add(this.#submit(item));
        while (this.#inFlight.length >= this.#maxInFlight && !this.#isOver) await this.#changed.promise;
      }
    } finally {
      this.stop();
    }
  }

  /** The answer to the oldest that is under way; undefined when there is none and will be none. */
  async next(): Promise<{ value: Answer } | undefined> {
    while (this.#inFlight.length === 0) {
      if (this.#isOver) return undefined;
      await this.#changed.promise;
    }
    return { value: (await this.#inFlight[0]) as Answer };
  }

  /** The oldest has been answered and read. */
  makeRoom(): void {
    this.#inFlight.shift();
    this.#tellChange();
  }

  stop(): void {
    this.#isOver = true;
    this.#tellChange();
  }

  #add(answer: Promise<Answer>): void {
    // Whoever waits for it learns of a failure; one that is never waited for must not end the process.
    answer.catch(() => undefined);
    this.#inFlight.push(answer);
    this.#tellChange();
  }

  #tellChange(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }
}
