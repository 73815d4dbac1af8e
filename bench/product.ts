import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sealSessionCookie, sessionCookieName } from "@/lib/auth/cookie";
import { freePort } from "@/server/supervisor/ports";
import { childOf } from "./cpu";
import { openDatabase, root, temporaryFolder } from "./database";
import { atEnd } from "./endings";
import type { Target } from "./load";

export interface Product {
  databaseUrl: string;
  roomId: number;
  /** The room's page as its owner asks for it. */
  page: Target;
  /** The process that renders, or null where there is no /proc. */
  webPid: number | null;
}

const startMsMax = 60_000;
const messages = 60;

/** The product as `npm start` runs it, with one company and one room with more than a page of talk. */
export async function startProduct(): Promise<Product> {
  process.env.STAFFROOM_SECRET = randomBytes(48).toString("base64url");
  const databaseUrl = await openDatabase();
  // The verbs read the environment as they are loaded.
  const { foundCompany, talkedRoom } = await import("./company");
  const owner = await foundCompany();
  const roomId = await talkedRoom(owner, messages);
  const cookie = `${sessionCookieName(false)}=${await sealSessionCookie(owner.sessionId)}`;
  const { origin, pid } = await launch();
  const page = { url: `${origin}/rooms/${roomId}`, headers: { cookie } };
  return { databaseUrl, roomId, page, webPid: childOf(pid, "next-server") ?? childOf(pid, "next start") };
}

async function launch(): Promise<{ origin: string; pid: number }> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, "server/boot/start.mjs")], {
    cwd: root,
    env: { ...process.env, STAFFROOM_DATA: join(temporaryFolder(), "data"), HOST: "127.0.0.1", PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  atEnd(() => {
    child.kill("SIGTERM");
    return ended;
  });
  const origin = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + startMsMax; !(await answers(`${origin}/sign-in`)); await pause(100))
    if (child.exitCode !== null || Date.now() > deadline) throw new Error("the product did not start");
  return { origin, pid: child.pid ?? 0 };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );
