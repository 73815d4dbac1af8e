import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

interface Lock {
  packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
}

const lock = JSON.parse(readFileSync(join(import.meta.dirname, "../../package-lock.json"), "utf8")) as Lock;
const names = new Set(Object.keys(lock.packages).map((path) => path.split("node_modules/").at(-1)));

test("the lock names every optional package, so that it installs on every platform from every registry", () => {
  const wanted = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  const missing = wanted.filter((name) => !names.has(name));
  expect(missing, "run: node server/boot/complete-lock.mjs").toEqual([]);
});

test("the lock names no registry", () => {
  expect(Object.values(lock.packages).filter((entry) => entry.resolved)).toEqual([]);
});
