#!/bin/sh
# Leaves in a copy of the clone what the four parts run: before `npm ci`, which then installs no more than that.
set -eu
rm -rf azurite scripts apps/bench apps/drill apps/launcher packages/embedded packages/harness packages/testing
rm -rf playwright.config.ts vitest.config.ts knip.json biome.json
# Node and Azurite of the clone, and what tests and builds need.
npm pkg delete dependencies
npm pkg delete devDependencies --workspaces --include-workspace-root
# What the pages are made of is in their build.
for bundled in @base-ui/react @tanstack/react-table @tanstack/react-virtual cmdk d3-scale lucide-react next-themes nuqs recharts swr; do
  npm pkg delete "dependencies.$bundled" -w @baton/dashboard
done
