import type { settings } from "@baton/runtime";

export type SettingName = keyof typeof settings;

/** What a setting means, for people; its default and its values come from the schema. */
type SettingNote = {
  about: string;
  /** What counts while it is not set, where the schema has no default. */
  unset?: string;
};

export type SettingGroup = { title: string; settings: Partial<Record<SettingName, SettingNote>> };

/** Every setting, in the order of the page. A test demands that none is missing. */
export const settingGroups: readonly SettingGroup[] = [
  {
    title: "Broker and storage",
    settings: {
      AMQP_URL: { about: "the broker", unset: "a private RabbitMQ of `npm start`" },
      AZURE_STORAGE_CONNECTION_STRING: {
        about: "storage; `UseDevelopmentStorage=true` for an Azurite on its standard ports",
        unset: "an embedded Azurite of `npm start`",
      },
      AZURE_STORAGE_ACCOUNT: {
        about:
          "a storage account by its name, asked as a managed identity: [Deployment](deployment.md#storage-on-azure)",
      },
      BATON_NAMESPACE: {
        about: "prefix of queues, tables and containers, for several systems on one broker and storage",
      },
      LOCK_CONTAINER: { about: "the blob container of the locks" },
      AUDIT_TABLE: { about: "the table of the record" },
    },
  },
  {
    title: "Workers",
    settings: {
      WORKER_CONCURRENCY: { about: "jobs of how many lock keys a worker runs at once" },
      WORKER_ID: { about: "the worker's name in the record", unset: "host and process id" },
      LEASE_SECONDS: { about: "length of a lock's lease; it is renewed every third of it" },
      HOLD_LINGER_MS: { about: "how long a key without work is kept for its next job" },
      HOLD_MAX_MS: { about: "after how long a hold makes room, between two jobs, when other keys wait for a slot" },
      STOP_GRACE_MS: { about: "how long running jobs may go on at a stop" },
      UNKNOWN_TYPE_SECONDS: {
        about: "how long a job waits for a worker that knows its type, before it is dead-lettered",
      },
      PRIORITY_AGEING_SECONDS: {
        about: "a job that waits counts as one priority higher after each so many seconds",
        unset: "priorities are strict",
      },
      RESULT_TTL_HOURS: { about: "how long results are kept of jobs that do not say it", unset: "for ever" },
      READ_MODEL_TTL_DAYS: {
        about: "how long lists show jobs that have ended, and events: [Retention](retention.md)",
        unset: "for ever",
      },
      JOBS_DIR: { about: "a folder with your own job modules, inside the clone: [Writing jobs](writing-jobs.md)" },
    },
  },
  {
    title: "Types that ship",
    settings: {
      SMTP_URL: { about: "the mail server of `email` jobs, `smtp://user:password@host:port` or `smtps://…`" },
      SMTP_FROM: { about: "their sender" },
      HTTP_CALL_ALLOW_PRIVATE: { about: "whether `http-call` jobs may reach addresses that are not public" },
    },
  },
  {
    title: "The record",
    settings: {
      AUDIT_SIGNING_KEY: {
        about:
          "signs the checkpoints: an Ed25519 key as PEM text, or a file's path; the same for all workers, older ones after it",
        unset: "one is made in `.data/keys`",
      },
      CHECKPOINT_SECONDS: { about: "how often changed heads are signed" },
    },
  },
  {
    title: "The dashboard",
    settings: {
      HOST: { about: "where it listens; with `AUTH_MODE=none` a loopback address" },
      PORT: { about: "its port; 0: any that is free" },
      PUBLIC_URL: { about: "its address as browsers know it, behind another server; needed with `oidc`" },
      REDACT_FIELDS: {
        about:
          "fields whose values are not shown, as `password, card.number`; for workers, too: [Accounts](accounts.md#values-that-are-not-shown)",
      },
    },
  },
  {
    title: "Accounts",
    settings: {
      AUTH_MODE: { about: "whether whoever comes must log in: [Accounts](accounts.md)" },
      AUTH_SECRET: {
        about: "signs sessions, 32 characters at least; the same for every dashboard",
        unset: "one is made in `.data/keys`",
      },
      AUTH_REGISTRATION: { about: "who may make an account" },
      AUTH_ADMIN_NAME: { about: "the first account" },
      AUTH_ADMIN_PASSWORD: { about: "its password, 12 characters at least", unset: "one is made and shown once" },
      OIDC_ISSUER: { about: "the OpenID provider" },
      OIDC_CLIENT_ID: { about: "what it calls this dashboard" },
      OIDC_CLIENT_SECRET: { about: "and by which secret it knows it" },
      OIDC_SCOPES: { about: "what is asked for; `openid` among it" },
      OIDC_ROLE_CLAIM: { about: "the claim that tells who is what: [Single sign-on](accounts.md#single-sign-on)" },
      OIDC_ROLES: { about: "the values of that claim, by role" },
      OIDC_ADMINS: { about: "who is an admin, whatever else is said: values of `sub`, with commas", unset: "nobody" },
    },
  },
  {
    title: "Limits of the API",
    settings: {
      API_RATE_READ: {
        about: "requests a minute of one account, key or address; 0: no limit",
        unset: "6000 with accounts, else no limit",
      },
      API_RATE_SUBMIT: { about: "jobs that are submitted, likewise", unset: "30000 with accounts, else no limit" },
      API_RATE_OPERATE: { about: "commands, likewise", unset: "3000 with accounts, else no limit" },
      API_RATE_AUTH: { about: "logging in, likewise", unset: "300 with accounts, else no limit" },
      API_STREAMS: { about: "streams of live events at a time", unset: "20 with accounts, else no limit" },
    },
  },
  {
    title: "Programs that ask a dashboard",
    settings: {
      BATON_URL: { about: "the dashboard that the publisher and `baton whoami` ask" },
      BATON_API_KEY: { about: "and as which API key" },
    },
  },
  {
    title: "Watching over it",
    settings: {
      METRICS_PORT: {
        about: "where workers and the dashboard tell metrics and health: [Monitoring](monitoring.md)",
        unset: "nowhere",
      },
      METRICS_HOST: { about: "the address of that port" },
      LOG_LEVEL: { about: "how much is logged; SIGUSR2 toggles `debug`: [Logs](logs.md)" },
      OTEL_EXPORTER_OTLP_ENDPOINT: {
        about: "an OpenTelemetry collector (OTLP over HTTP) to which traces are sent: [Traces](monitoring.md#traces)",
        unset: "none, no traces",
      },
      OTEL_EXPORTER_OTLP_HEADERS: { about: "headers for it, as `name=value,other=value`" },
      OTEL_TRACES_SAMPLER_ARG: { about: "the part of traces that begin here which is sent" },
      TRACE_URL_TEMPLATE: { about: "where a job's page leads to its trace, with `{traceId}` in it" },
    },
  },
];

/** Names that are read before there is a configuration, and so are in no schema. */
export const otherVariables: Record<string, string> = {
  BATON_DATA_DIR: "where `npm start` keeps data, logs and keys; default `.data`",
  BATON_ENV_FILE: "another file in the place of `.env`",
};
