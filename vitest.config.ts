import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "");

export default defineConfig({
  resolve: { alias: { "@": root, "server-only": `${root}/server/boot/empty.mjs` } },
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    include: ["**/*.test.{ts,tsx}"],
    exclude: [...configDefaults.exclude, "e2e/**", "bench/**", ".next/**", ".build/**", "data/**"],
    environment: "node",
    pool: "forks",
    maxWorkers: availableParallelism(),
    globalSetup: ["server/testing/stores.ts"],
    setupFiles: ["server/testing/own-database.ts"],
    env: { NODE_ENV: "test", STAFFROOM_SECRET: "only-for-tests-only-for-tests-only-for-tests" },
    testTimeout: 15_000,
    hookTimeout: 30_000,
  },
});
