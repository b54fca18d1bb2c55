/**
 * Ends the process when all that it has written is out. Without that a pipe whose reader is slow loses the rest: the
 * system takes only so many small writes at once, and what waits behind them ends with the process.
 */
export async function exitAfterOutput(code: number): Promise<never> {
  const streams = [process.stdout, process.stderr];
  await Promise.all(streams.map((stream) => new Promise((resolve) => stream.write("", resolve))));
  process.exit(code);
}
