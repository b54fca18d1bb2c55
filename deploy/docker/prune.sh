#!/bin/sh
# Leaves in /app what runs: no parts that belong to development, and no tools that only a build needs.
set -eu
rm -rf azurite scripts apps/bench apps/drill apps/launcher packages/embedded packages/harness packages/testing
rm -rf playwright.config.ts vitest.config.ts knip.json biome.json
