import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ChildLog, noteworthy, rotateFile } from "./logs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "staffroom-logs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("warnings and errors are shown, the rest is only kept", () => {
  expect(noteworthy("stdout", '{"level":30,"msg":"fine"}')).toBeUndefined();
  expect(noteworthy("stdout", '{"level":40,"msg":"redis away"}')).toBe("redis away");
  expect(noteworthy("stdout", "ready")).toBeUndefined();
  expect(noteworthy("stderr", "Error: no")).toBe("Error: no");
  expect(noteworthy("stderr", "    at work (file.js:1:1)")).toBeUndefined();
});

test("a line in two pieces is one line", () => {
  const shown: string[] = [];
  const log = new ChildLog(folder, "web", (line) => shown.push(line));
  log.take("stderr", Buffer.from("half "));
  log.take("stderr", Buffer.from("a line\n"));
  expect(shown).toEqual(["web: half a line"]);
});

test("what a child says cannot steer the terminal", () => {
  const shown: string[] = [];
  const log = new ChildLog(folder, "web", (line) => shown.push(line));
  log.take("stderr", Buffer.from("a\u001b[31mred\u001b[0m\u0007\u202eback\n"));
  expect(shown).toEqual(["web: ared back"]);
});

test("old logs move up and the oldest goes", () => {
  const file = join(folder, "web.log");
  for (const content of ["1", "2", "3", "4", "5"]) {
    writeFileSync(file, content);
    rotateFile(file);
  }
  expect([1, 2, 3].map((age) => readFileSync(`${file}.${age}`, "utf8"))).toEqual(["5", "4", "3"]);
  expect([existsSync(file), existsSync(`${file}.4`)]).toEqual([false, false]);
});
