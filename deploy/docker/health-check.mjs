// Asks this container's worker or dashboard how it is: exit code 0 when it answers 200, else 1 with what it said.
const { METRICS_PORT } = process.env;
const [path = "/healthz"] = process.argv.slice(2);

try {
  const answer = await fetch(`http://127.0.0.1:${METRICS_PORT}${path}`, { signal: AbortSignal.timeout(4000) });
  if (!answer.ok) fail(await answer.text());
} catch (err) {
  fail(err.cause?.message ?? err.message);
}

function fail(reason) {
  process.stderr.write(`${path}: ${reason}\n`);
  process.exit(1);
}
