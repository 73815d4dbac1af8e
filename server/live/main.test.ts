import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { freePort } from "@/server/supervisor/ports";
import { TestSocket } from "@/server/testing/socket";
import { person, tokenOf } from "@/server/testing/world";

const root = join(import.meta.dirname, "../..");
let child: ChildProcess | undefined;

afterEach(() => child?.kill("SIGKILL"));

/** The sidecar as a process of its own, with somebody connected to it. */
async function startProcess() {
  const port = await freePort();
  const args = ["--conditions=react-server", "--import", "tsx", "server/live/main.ts"];
  const env = { ...process.env, STAFFROOM_LIVE_PORT: String(port) };
  const process_ = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  child = process_;
  const exited = new Promise<number | null>((resolve) => process_.once("exit", resolve));
  const token = await tokenOf(await person("anna"));
  return { child: process_, exited, socket: await connect(`ws://127.0.0.1:${port}/ws?token=${token}`) };
}

/** Tries until the process listens. */
async function connect(url: string): Promise<TestSocket> {
  for (;;) {
    const ws = new WebSocket(url);
    const isOpen = await new Promise((resolve) =>
      ws.once("open", () => resolve(true)).once("error", () => resolve(false)),
    );
    if (isOpen) return new TestSocket(ws);
  }
}

test("asked to stop, it tells every socket that it restarts and is gone within two seconds", async () => {
  const { child, exited, socket } = await startProcess();
  const startedAtMs = performance.now();
  child.kill("SIGTERM");
  expect(await socket.closed).toBe(1012);
  expect(await exited).toBe(0);
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
});

test("it ends with the supervisor that started it", async () => {
  const { child, exited } = await startProcess();
  child.disconnect();
  expect(await exited).toBe(0);
});
