/** What a shell hands on as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The command that submits the same job. */
export function curlText(origin: string, body: string, idempotencyKey: string): string {
  return [
    `curl ${origin}/api/jobs`,
    `-H 'Content-Type: application/json'`,
    ...(idempotencyKey === "" ? [] : [`-H ${quoted(`Idempotency-Key: ${idempotencyKey}`)}`]),
    `-d ${quoted(body)}`,
  ].join(" \\\n  ");
}
