import { BrokerConnection } from "@baton/broker";
import { Doctor } from "@baton/doctor";
import type { Environment, Logger } from "@baton/runtime";
import type { Storage } from "@baton/store";
import { cliConfig, cliDoctorConfig } from "../cli-config.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { doctorReport, doctorText } from "./doctor-report.ts";

export type DoctorOptions = { kind: "doctor"; json: boolean };

/** Looks at everything that a system needs, and says what is wrong and what to do. */
export async function askDoctor(
  storage: Storage,
  { json }: DoctorOptions,
  env: Environment,
  { logger, say }: { logger: Logger; say: (text: string) => void },
): Promise<ExitCode> {
  const { AMQP_URL: url, AUTH_MODE: authMode, NODE_ENV: nodeEnv } = cliDoctorConfig(env);
  const config = { ...cliConfig(env), AMQP_URL: url };
  const broker = new BrokerConnection({ url, namespace: config.BATON_NAMESPACE, name: "baton doctor", logger });
  const isProduction = authMode !== "none" || nodeEnv === "production";
  try {
    await broker.start();
    const doctor = new Doctor({ broker, storage, config, dataFolder: config.dataFolder, isProduction });
    const report = doctorReport(await doctor.examine(), new Date());
    say(json ? JSON.stringify(report, undefined, 2) : doctorText(report));
    return report.problems === 0 ? exitCode.ok : exitCode.broken;
  } finally {
    await broker.close();
  }
}
