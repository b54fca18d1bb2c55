import { expect, test } from "vitest";
import { z } from "zod";
import { type Environment, loadConfig, settings } from "./config.ts";

const mail = z.object({ SMTP_URL: settings.SMTP_URL, SMTP_FROM: settings.SMTP_FROM });
const reading = (env: Environment) => () => loadConfig(mail, env);
const url = "smtps://user:password@mail.example.org";

test.each(["jobs@example.org", "Baton <jobs@example.org>", "<jobs@example.org>", '"Baton, jobs" <jobs@example.org>'])(
  "%s is a sender",
  (sender) => {
    expect(reading({ SMTP_URL: url, SMTP_FROM: sender })().SMTP_FROM).toBe(sender);
  },
);

test.each(["jobs", "jobs@", "Baton jobs@example.org", "a@b, c@d", "Baton <jobs>", "a@b\r\nBcc: c@d"])(
  "%j is no sender",
  (sender) => {
    expect(reading({ SMTP_URL: url, SMTP_FROM: sender })).toThrow("SMTP_FROM: expected the sender's address");
  },
);

test("the address of a mail server is not repeated, for there may be a password in it", () => {
  const wrong = reading({ SMTP_URL: "smpt://user:password@host", SMTP_FROM: "jobs@example.org" });
  expect(wrong).toThrow("SMTP_URL: expected smtp://user:password@host:port");
  expect(wrong).toThrow("(got a value that is not shown)");
});

test.each([
  ["authorization=Bearer%20a%2Cb", { authorization: "Bearer a,b" }],
  ["x-key=1==, x-team=a b", { "x-key": "1==", "x-team": "a b" }],
  ["x-rate=100%", { "x-rate": "100%" }],
])("%s are headers for a collector of traces", (text, headers) => {
  expect(settings.OTEL_EXPORTER_OTLP_HEADERS.parse(text)).toEqual(headers);
});

test("what is wrong of a collector's address or headers is not repeated, for there may be a password in it", () => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS } = settings;
  const read = () =>
    loadConfig(z.object({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS }), {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://user:password@collector:4318",
      OTEL_EXPORTER_OTLP_HEADERS: "password",
    });
  expect(read).toThrow("OTEL_EXPORTER_OTLP_ENDPOINT: expected the address of a collector");
  expect(read).toThrow("OTEL_EXPORTER_OTLP_HEADERS: expected headers");
  try {
    read();
  } catch (err) {
    expect((err as Error).message.replace("without user and password", "")).not.toContain("password");
  }
});
