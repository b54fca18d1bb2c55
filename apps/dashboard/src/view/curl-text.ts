import type { JobView } from "@baton/contracts";

/** A shell takes no longer word as an argument. */
const argumentChars = 100_000;

/** The submission of a job as a command for the shell; numbers of its payload keep their digits. */
export function curlText(job: JobView, origin: string): string {
  const body = JSON.stringify(requestOf(job), undefined, 2);
  const head = `curl -X POST ${quoted(`${origin}/api/jobs`)} \\\n  -H 'Content-Type: application/json' \\\n`;
  if (body.length <= argumentChars) return `${head}  -d ${quoted(body)}`;
  return `${head}  --data-binary @- <<'END-OF-JOB'\n${body}\nEND-OF-JOB`;
}

/** What it was submitted with; its id and its times are its own. */
function requestOf(job: JobView): Record<string, unknown> {
  const { type, name, description, payload, lockKey, priority, tenantId, correlationId, submittedBy } = job;
  const { maxAttempts, timeoutMs, resultTtl } = job;
  const optional = { description, correlationId, submittedBy, maxAttempts, timeoutMs, resultTtl };
  return {
    type,
    ...(name === type ? {} : { name }),
    lockKey,
    ...(priority === 0 ? {} : { priority }),
    ...(tenantId === "default" ? {} : { tenantId }),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    payload,
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
