import { parseArgs } from "node:util";

export type StartOptions = {
  processors: number;
  console: boolean;
  samples: boolean;
  install: boolean;
  fresh: boolean;
  useLocalBroker: boolean;
  management: boolean;
  port: number | undefined;
};

/** Options that make no sense; the message is for the terminal. */
export class UsageError extends Error {
  readonly code = "usage";
  override name = "UsageError";
}

export const helpText = `Starts all of Baton on this machine and keeps it running: storage, broker, processors, dashboard, console.

  npm start                     with the defaults
  npm start -- [options]

  --processors N      how many workers (default 2)
  --port N            the dashboard's port (default: PORT, else 3000); a free one is taken if it is in use
  --no-console        do not open the publisher console
  --no-samples        without a terminal: do not submit the sample jobs
  --no-install        do not install system packages (RabbitMQ)
  --use-local-broker  use the RabbitMQ that runs on this machine's standard port
  --management        enable the management UI of the private RabbitMQ
  --fresh             begin with empty data; the old data is moved to .data.<time>, never deleted
  --help              this text

Settings come from the environment and from the file .env (see .env.example): with AMQP_URL or
AZURE_STORAGE_CONNECTION_STRING set, that broker or storage is used instead of an embedded one.
`;

/** @throws {UsageError} */
export function parseOptions(args: string[]): StartOptions | "help" {
  const values = parse(args);
  if (values.help) return "help";
  return {
    processors: wholeNumber("--processors", values.processors, 0, 16),
    console: !values["no-console"],
    samples: !values["no-samples"],
    install: !values["no-install"],
    fresh: values.fresh,
    useLocalBroker: values["use-local-broker"],
    management: values.management,
    port: values.port === undefined ? undefined : wholeNumber("--port", values.port, 1, 65_535),
  };
}

function parse(args: string[]) {
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      args,
      options: {
        processors: { type: "string", default: "2" },
        port: { type: "string" },
        "no-console": flag,
        "no-samples": flag,
        "no-install": flag,
        "use-local-broker": flag,
        management: flag,
        fresh: flag,
        help: { type: "boolean", default: false, short: "h" },
      },
    }).values;
  } catch (err) {
    throw new UsageError(`${(err as Error).message.split("\n")[0]} (npm start -- --help tells the options)`);
  }
}

function wholeNumber(name: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new UsageError(`${name}: expected a whole number from ${minimum} to ${maximum}, got "${text}"`);
}
