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
