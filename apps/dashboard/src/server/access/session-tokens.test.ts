import { expect, test } from "vitest";
import { SessionTokens } from "./session-tokens.ts";

const name = { account: "anna@example.org", sessionId: "0197f0a0-0000-7000-8000-000000000000" };
const tokens = new SessionTokens("a secret of thirty-two characters");
const others = new SessionTokens("another one of thirty-two characters");

test("each token names its session to whoever has the secret, and to nobody else", async () => {
  expect(tokens.readCookie(tokens.cookie(name))).toEqual(name);
  expect(tokens.readRefreshToken(tokens.refreshToken(name, 7))).toEqual({ ...name, generation: 7 });
  expect(await tokens.readAccessToken(await tokens.accessToken(name))).toEqual(name);
  expect(others.readCookie(tokens.cookie(name))).toBeUndefined();
  expect(others.readRefreshToken(tokens.refreshToken(name, 7))).toBeUndefined();
  expect(await others.readAccessToken(await tokens.accessToken(name))).toBeUndefined();
});

test("a token of one kind is none of another", async () => {
  expect(tokens.readCookie(tokens.refreshToken(name, 1))).toBeUndefined();
  expect(tokens.readRefreshToken(tokens.cookie(name))).toBeUndefined();
  expect(await tokens.readAccessToken(tokens.cookie(name))).toBeUndefined();
  expect(tokens.readCookie(await tokens.accessToken(name))).toBeUndefined();
});

test.each(["", ".", "x", "x.y", "é.é", tokens.cookie(name).slice(0, -1), `${tokens.cookie(name)}x`])(
  "%j names nobody",
  async (text) => {
    expect(tokens.readCookie(text)).toBeUndefined();
    expect(tokens.readRefreshToken(text)).toBeUndefined();
    expect(await tokens.readAccessToken(text)).toBeUndefined();
  },
);
