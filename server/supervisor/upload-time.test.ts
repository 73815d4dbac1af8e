import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { requestMs } from "./limits";

test("the pages' own server does not end a request before the gateway does", async () => {
  const preload = pathToFileURL(join(import.meta.dirname, "../boot/web.mjs")).href;
  const script = 'process.stdout.write(String(require("node:http").createServer().requestTimeout))';
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", preload, "-e", script]);
  expect(Number(stdout)).toBeGreaterThan(requestMs);
});
