// Not the whole of the contracts: a processor's parent has no use for them, and should stay small.
import { redactionRulePattern } from "@baton/contracts/redaction";
import { z } from "zod";
import { keylessConnectionString } from "./storage-account.ts";

export type Environment = Record<string, string | undefined>;

/** A bad or missing setting. Names what was expected; never repeats a value that may be secret. */
export class ConfigError extends Error {
  readonly code = "bad-config";
  override name = "ConfigError";
}

const secretNames = /SECRET|KEY|PASSWORD|CONNECTION_STRING|AMQP_URL|SMTP_URL|OTLP/;

/**
 * Reads an app's settings. Empty strings count as not set.
 * @throws {ConfigError} which lists every bad name, what was expected and what came.
 */
export function loadConfig<T extends z.ZodObject>(schema: T, env: Environment): z.output<T> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const given = "AZURE_STORAGE_CONNECTION_STRING" in schema.shape ? withStorageAccount(set) : set;
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = issue.path.join(".");
    const value = given[name];
    const came =
      value === undefined
        ? "it is not set"
        : secretNames.test(name)
          ? "got a value that is not shown"
          : `got "${value}"`;
    return `  ${name}: ${issue.message} (${came})`;
  });
  throw new ConfigError(`These settings are wrong:\n${lines.join("\n")}`);
}

/**
 * A storage account by its name is a connection string without a key.
 * @throws {ConfigError} when another storage is named, too.
 */
function withStorageAccount({ AZURE_STORAGE_ACCOUNT: account, ...others }: Environment): Environment {
  if (account === undefined) return others;
  const expected = settings.AZURE_STORAGE_ACCOUNT.safeParse(account).error?.issues[0]?.message;
  if (expected !== undefined)
    throw new ConfigError(`These settings are wrong:\n  AZURE_STORAGE_ACCOUNT: ${expected} (got "${account}")`);
  const ofAccount = keylessConnectionString(account);
  const given = others["AZURE_STORAGE_CONNECTION_STRING"] ?? ofAccount;
  if (given !== ofAccount)
    throw new ConfigError(
      "AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_CONNECTION_STRING are both set, and name storage in two ways.\n" +
        "Keep the first one for a managed identity, or the second one for a key.",
    );
  return { ...others, AZURE_STORAGE_CONNECTION_STRING: given };
}

const integer = (minimum: number, maximum: number) =>
  z.coerce
    .number({ error: `expected a whole number from ${minimum} to ${maximum}` })
    .int(`expected a whole number from ${minimum} to ${maximum}`)
    .min(minimum, `expected a whole number from ${minimum} to ${maximum}`)
    .max(maximum, `expected a whole number from ${minimum} to ${maximum}`);

const smtpUrlExpected = "expected smtp://user:password@host:port or smtps://…, the address of a mail server";
const smtpFromExpected = "expected the sender's address, as jobs@example.org or Baton <jobs@example.org>";
const batonUrlExpected = "expected the address of a dashboard, as https://baton.example.org";
const redactFieldsExpected =
  "expected names of fields with commas between them, as password, card.number or payload.pin";
const amqpUrlExpected = "expected amqp://user:password@host:port, the address of a RabbitMQ";

const otlpEndpointExpected =
  "expected the address of a collector that takes OTLP over HTTP, as http://127.0.0.1:4318, without user and password";
const otlpHeadersExpected = "expected headers with commas between them, as name=value,other=value";
const traceRatioExpected = "expected the part of traces that is sent, from 0 to 1";
const traceUrlExpected =
  "expected the address of a trace with {traceId} in it, as https://traces.example.org/{traceId}";

/** As the standard has it, values are percent-encoded; one that is not means what it says. */
function headerOf(pair: string): [string, string] {
  const at = pair.indexOf("=");
  const value = pair.slice(at + 1).trim();
  try {
    return [pair.slice(0, at).trim(), decodeURIComponent(value)];
  } catch {
    return [pair.slice(0, at).trim(), value];
  }
}

/** The settings that several apps share; each app picks those it needs. Every name is in docs/configuration.md. */
export const settings = {
  BATON_NAMESPACE: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,23}$/, "expected 1 to 24 lower-case letters and digits, starting with a letter")
    .default("baton"),
  AMQP_URL: z.string({ error: amqpUrlExpected }).regex(/^amqps?:\/\//, amqpUrlExpected),
  AZURE_STORAGE_CONNECTION_STRING: z
    .string({
      error:
        "expected a storage connection string, or UseDevelopmentStorage=true for a local Azurite, or AZURE_STORAGE_ACCOUNT",
    })
    .min(1),
  /** In place of a connection string; `loadConfig` makes one of it. */
  AZURE_STORAGE_ACCOUNT: z.string().regex(/^[a-z0-9]{3,24}$/, "expected the name of a storage account"),
  LOCK_CONTAINER: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/, "expected a blob container's name")
    .default("job-locks"),
  AUDIT_TABLE: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9]{2,38}$/, "expected a table's name")
    .default("JobAuditTrail"),
  LEASE_SECONDS: integer(15, 60).default(15),
  HOLD_LINGER_MS: integer(0, 60_000).default(2000),
  HOLD_MAX_MS: integer(100, 600_000).default(10_000),
  WORKER_CONCURRENCY: integer(1, 64).default(4),
  WORKER_ID: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "expected up to 63 letters, digits, dots and dashes"),
  STOP_GRACE_MS: integer(0, 600_000).default(20_000),
  UNKNOWN_TYPE_SECONDS: integer(1, 30 * 24 * 3600).default(600),
  PRIORITY_AGEING_SECONDS: integer(1, 30 * 24 * 3600),
  RESULT_TTL_HOURS: integer(1, 876_000),
  READ_MODEL_TTL_DAYS: integer(1, 36_500),
  AUDIT_SIGNING_KEY: z.string(),
  CHECKPOINT_SECONDS: integer(1, 3600).default(60),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  AUTH_MODE: z.enum(["none", "password", "oidc"], "expected none, password or oidc").default("none"),
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: "expected the address of an OpenID provider, as https://…" }),
  OIDC_CLIENT_ID: z.string(),
  OIDC_CLIENT_SECRET: z.string(),
  OIDC_SCOPES: z
    .string()
    .regex(/(^| )openid( |$)/, "expected scopes with spaces between them, openid among them")
    .default("openid profile email"),
  OIDC_ADMINS: z.string().default(""),
  OIDC_ROLE_CLAIM: z.string(),
  OIDC_ROLES: z.string(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: "expected the dashboard's address as browsers know it" }),
  AUTH_SECRET: z.string().min(32, "expected at least 32 characters, the same for every dashboard of a system"),
  AUTH_REGISTRATION: z
    .enum(["open", "invite", "closed"], "expected open, invite or closed: who may make an account")
    .default("invite"),
  AUTH_ADMIN_NAME: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._@+-]{0,99}$/, "expected the name of the first account, in lower case")
    .default("admin"),
  AUTH_ADMIN_PASSWORD: z.string().min(12, "expected at least 12 characters"),
  API_RATE_READ: integer(0, 10_000_000),
  API_RATE_SUBMIT: integer(0, 10_000_000),
  API_RATE_OPERATE: integer(0, 10_000_000),
  API_RATE_AUTH: integer(0, 10_000_000),
  API_STREAMS: integer(0, 10_000),
  BATON_URL: z.string().regex(/^https?:\/\/[^/?#]/, batonUrlExpected),
  BATON_API_KEY: z.string().regex(/^baton_[\x21-\x7e]+$/, "expected an API key, which begins with baton_"),
  /** Each as `Redaction` takes it. */
  REDACT_FIELDS: z
    .string()
    .transform((text) => text.split(",").map((rule) => rule.trim()))
    .refine((rules) => rules.every((rule) => redactionRulePattern.test(rule)), redactFieldsExpected)
    .default([]),
  HOST: z.string().default("127.0.0.1"),
  PORT: integer(0, 65_535).default(3000),
  METRICS_HOST: z.string().default("127.0.0.1"),
  METRICS_PORT: integer(0, 65_535),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: otlpEndpointExpected })
    .refine((address) => !/^https?:\/\/[^/?#]*@/.test(address), otlpEndpointExpected),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,\s]+=[^,]*(?:,\s*[^=,\s]+=[^,]*)*$/, otlpHeadersExpected)
    .transform((text) => Object.fromEntries(text.split(",").map(headerOf))),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: traceRatioExpected })
    .min(0, traceRatioExpected)
    .max(1, traceRatioExpected)
    .default(1),
  TRACE_URL_TEMPLATE: z
    .url({ protocol: /^https?$/, error: traceUrlExpected })
    .refine((address) => address.includes("{traceId}"), traceUrlExpected),
  JOBS_DIR: z.string(),
  SMTP_URL: z.string({ error: smtpUrlExpected }).regex(/^smtps?:\/\/[^/]/, smtpUrlExpected),
  SMTP_FROM: z
    .string({ error: smtpFromExpected })
    .regex(/^(?:[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, smtpFromExpected),
  HTTP_CALL_ALLOW_PRIVATE: z
    .enum(["true", "false"], "expected true or false")
    .default("false")
    .transform((value) => value === "true"),
} as const;
