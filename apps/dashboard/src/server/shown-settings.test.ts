import { expect, test } from "vitest";
import { shownSettings } from "./shown-settings.ts";

const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq==";

test("settings are shown with what is secret in them hidden, and whether anybody has set them", () => {
  const config = {
    AMQP_URL: "amqps://ann:pass%2Fword@broker.example/vhost?token=abc",
    AUTH_SECRET: "do-not-tell",
    AZURE_STORAGE_CONNECTION_STRING: `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${key}`,
    PORT: 3000,
  };
  const shown = shownSettings(config, { AMQP_URL: config.AMQP_URL });
  expect(shown).toEqual([
    { name: "AMQP_URL", value: "amqps://ann:hidden@broker.example/vhost?hidden", isDefault: false },
    { name: "AUTH_SECRET", value: "hidden", isDefault: true },
    { name: "AZURE_STORAGE_CONNECTION_STRING", value: "https://acme.table.core.windows.net", isDefault: true },
    { name: "PORT", value: "3000", isDefault: true },
  ]);
});
