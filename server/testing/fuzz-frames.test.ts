import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { env } from "@/lib/env";
import { clientFrame } from "@/lib/events/schema";
import { frameBytesMax } from "@/lib/limits";
import { saveDraft } from "@/lib/messages/drafts";
import { react } from "@/lib/messages/reactions";
import { freePort } from "@/server/supervisor/ports";
import { type Aims, Dice, hostile, made, type Schema, spoiled } from "./made-up";
import { TestSocket } from "./socket";
import { attachedFile, found, person, replyIn, roomOf, say, type TestPerson, tokenOf, whisperTo } from "./world";

vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  process.env.STAFFROOM_DATA = `${process.env.TMPDIR ?? "/tmp"}/staffroom-frames-${process.pid}`;
});

/** How many frames are made of the schema; `npm run fuzz` asks for 20,000. */
const runs = Number(process.env.STAFFROOM_FUZZ ?? 2_000);
const seed = Number(process.env.STAFFROOM_FUZZ_SEED ?? Date.now() % 1e9);
/** A socket may send 600 frames in ten seconds, and a person has at most 40 sockets. */
const framesPerSocket = 500;
const perBatch = 20;
/** Said, whispered, typed and put away by Anna where those who send the frames are not, or not for them. */
const secret = "zqxsecret";
const root = join(import.meta.dirname, "../..");
const schema = z.toJSONSchema(clientFrame) as Schema;

let sidecar: ChildProcess;
let port: number;
let anna: TestPerson;
let clara: TestPerson;
let senders: TestPerson[];
let hers: { id: number };
let shared: { id: number };
let aims: Aims;

beforeAll(async () => {
  await found();
  [anna, clara] = [await person("anna"), await person("clara")];
  senders = [await person("boris"), await person("gina", "guest"), await person("olga", "owner")];
  const [boris] = senders as [TestPerson];
  hers = await roomOf(anna, clara);
  shared = await roomOf(boris, anna, clara, ...senders.slice(1));
  const hidden = await say(anna, hers, secret);
  const reply = await replyIn(clara, hidden, secret);
  const whisper = await whisperTo(anna, shared, clara, secret);
  const open = await say(boris, shared, "hello @all");
  const answer = await replyIn(boris, open, "a reply");
  const files = [await attachedFile(anna, hidden, `${secret}.txt`), await attachedFile(boris, open)];
  aims = {
    rooms: [...Array<number>(5).fill(shared.id), hers.id, 2_000_000_000],
    messages: [...Array<number>(5).fill(open.id), answer.id, hidden.id, reply.id, whisper.id, 2_000_000_000],
    users: [anna.id, clara.id, ...senders.map(({ id }) => id), 2_000_000_000],
    files: [...files, 2_000_000_000],
  };
  port = await freePort();
  const args = ["--conditions=react-server", "--import", "tsx", "server/live/main.ts"];
  const childEnv = { ...process.env, STAFFROOM_LIVE_PORT: String(port) };
  sidecar = spawn(process.execPath, args, { cwd: root, env: childEnv, stdio: ["ignore", "ignore", "ignore", "ipc"] });
}, 60_000);
afterAll(async () => {
  sidecar.kill("SIGKILL");
  await rm(env().STAFFROOM_DATA, { recursive: true, force: true });
});

/** Tries until the process listens. */
async function connect(who: TestPerson, path = ""): Promise<TestSocket> {
  const token = await tokenOf(who);
  for (;;) {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/ws${path}?token=${token}`);
    const isOpen = await new Promise((resolve) =>
      ws.once("open", () => resolve(true)).once("error", () => resolve(false)),
    );
    if (!isOpen) continue;
    const socket = new TestSocket(ws);
    await socket.next("ready");
    return socket;
  }
}

/** What the schema allows, the same with a place of it spoiled, or anything at all, which need not be JSON. */
function frameOf(dice: Dice): string | Buffer {
  const how = dice.below(20);
  if (how === 0) return Buffer.from(JSON.stringify(made(dice, schema, aims)));
  if (how === 1) return dice.pick(["", "{", "[[", "nonsense", "\0", '{"type":"ping"}}', '{"type":"ping","type":"x"}']);
  const value = how === 2 ? hostile(dice) : made(dice, schema, aims);
  const frame = JSON.stringify(how > 2 && how < 8 ? spoiled(dice, value) : value);
  return Buffer.byteLength(frame) < frameBytesMax ? frame : '{"type":"ping"}';
}

/** @returns how many of them are answered with a pong */
function sendBatch(dice: Dice, socket: TestSocket): number {
  const frames = Array.from({ length: perBatch }, () => frameOf(dice));
  for (const frame of frames) socket.sendRaw(frame);
  return frames.filter((frame) => typeof frame === "string" && isPing(frame)).length;
}

function isPing(frame: string): boolean {
  try {
    return clientFrame.safeParse(JSON.parse(frame)).data?.type === "ping";
  } catch {
    return false;
  }
}

/** Frames are answered in their order: behind the pongs of these comes that of one more ping. */
async function answered(socket: TestSocket, pings: number): Promise<void> {
  for (let at = 0; at < pings; at++) await socket.next("pong");
  await socket.received();
}

/** Anna goes on with her own affairs, beside and among the others. */
async function live(line: TestSocket): Promise<void> {
  const said = await say(anna, hers, `${secret} again`);
  await react(clara.actor, { messageId: said.id, emoji: "👍" });
  await whisperTo(anna, shared, clara, `${secret} whispered`);
  await saveDraft(anna.actor, { roomId: shared.id, text: `${secret} half` });
  line.send({ type: "typing", room_id: hers.id });
  await line.received();
}

test(`${runs} frames made from the schema (seed ${seed}): every socket stays, the sidecar lives, and nobody learns what is others'`, {
  timeout: 3_600_000,
}, async () => {
  const dice = new Dice(seed);
  const line = await connect(anna);
  const codes = new Map<string, number>();
  const startedAt = performance.now();
  let sent = 0;
  for (let from = 0; from < runs; from += framesPerSocket * senders.length) {
    const sockets = await Promise.all(
      senders.map((who, at) => connect(who, at === 0 && from > 0 ? `/${shared.id}` : "")),
    );
    for (let batch = 0; batch * perBatch < framesPerSocket && sent < runs; batch++) {
      const pinged = sockets.map((socket) => sendBatch(dice, socket));
      sent += sockets.length * perBatch;
      await Promise.all([...sockets.map((socket, at) => answered(socket, pinged[at] ?? 0)), live(line)]);
      for (const socket of sockets) expect(socket.ws.readyState).toBe(WebSocket.OPEN);
    }
    for (const socket of sockets) {
      const told = JSON.stringify(socket.frames);
      expect(
        told.includes(secret),
        `${told.slice(Math.max(0, told.indexOf(secret) - 300), told.indexOf(secret) + 20)}`,
      ).toBe(false);
      for (const frame of socket.frames) {
        const kind = frame.type === "error" ? `error ${frame.code}` : frame.type;
        codes.set(kind, (codes.get(kind) ?? 0) + 1);
      }
      socket.ws.terminate();
    }
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(
    `${sent} frames in ${seconds} s, seed ${seed}; told: ${[...codes].map((one) => one.join(": ")).join(", ")}`,
  );
  expect(codes.get("error unavailable") ?? 0).toBe(0);
  expect(codes.get("error rate_limited") ?? 0).toBeLessThan(runs * 0.01);
  for (const kind of ["ack", "draft", "resumed", "error invalid", "error not_found"])
    expect(codes.get(kind) ?? 0, kind).toBeGreaterThan(0);
  expect(sidecar.exitCode).toBeNull();
  expect(sidecar.signalCode).toBeNull();
  // Anna's own socket was told of it all.
  expect(JSON.stringify(line.frames)).toContain(`${secret} whispered`);
  await live(line);
});
