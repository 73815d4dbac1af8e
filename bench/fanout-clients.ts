import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { answerParent } from "./child";

export type ClientQuestion =
  | { ask: "open"; group: string; urls: string[]; firstFrame: string | null }
  | { ask: "expect"; group: string; count: number }
  | { ask: "roundTrips"; group: string; frames: string[] };

interface Group {
  sockets: WebSocket[];
  messages: number;
  last: string;
  wait: { count: number; resolve: () => void } | null;
}

const groups = new Map<string, Group>();
const openAtOnce = 50;
/** Nobody types faster; a room that is busier than this gathers what is said. */
const typingMs = 30;

answerParent(async (question: ClientQuestion) => {
  if (question.ask === "open") return open(question.group, question.urls, question.firstFrame);
  const group = groups.get(question.group);
  if (!group) throw new Error("no such sockets");
  return question.ask === "expect" ? expectMessages(group, question.count) : roundTrips(group, question.frames);
});

async function open(name: string, urls: string[], firstFrame: string | null): Promise<void> {
  const group: Group = { sockets: [], messages: 0, last: "", wait: null };
  groups.set(name, group);
  for (let at = 0; at < urls.length; at += openAtOnce)
    await Promise.all(urls.slice(at, at + openAtOnce).map((url) => openOne(group, url, firstFrame)));
}

function openOne(group: Group, url: string, firstFrame: string | null): Promise<void> {
  const ws = new WebSocket(url, { perMessageDeflate: false });
  group.sockets.push(ws);
  return new Promise((resolve, reject) => {
    ws.once("error", reject);
    ws.once("close", (code) => reject(new Error(`closed with ${code}`)));
    if (firstFrame === null) ws.once("open", resolve);
    ws.on("message", (data: Buffer) => {
      const start = data.toString("latin1", 0, 18);
      if (start === '{"type":"message",') count(group, data);
      else if (firstFrame !== null && start.startsWith(`{"type":"${firstFrame}"`)) resolve();
    });
  });
}

function count(group: Group, data: Buffer): void {
  group.messages++;
  if (group.sockets.length <= 2) group.last = String(data);
  if (group.wait && group.messages >= group.wait.count) group.wait.resolve();
}

/** Resolves with the newest message when all sockets together have got so many since the last time. */
async function expectMessages(group: Group, most: number): Promise<string> {
  if (group.messages < most)
    await new Promise<void>((resolve) => {
      group.wait = { count: most, resolve };
    });
  group.wait = null;
  group.messages = 0;
  return group.last;
}

/** Milliseconds from sending on the first socket to its arrival on the second, each. */
async function roundTrips(group: Group, frames: string[]): Promise<number[]> {
  const [sender, receiver] = group.sockets;
  const times: number[] = [];
  for (const frame of frames) {
    const startedAtMs = performance.now();
    const arrived = new Promise<void>((resolve) => {
      const listen = (data: Buffer) => {
        if (!String(data).startsWith('{"type":"message",')) return;
        receiver?.off("message", listen);
        resolve();
      };
      receiver?.on("message", listen);
    });
    sender?.send(frame);
    await arrived;
    times.push(performance.now() - startedAtMs);
    await pause(typingMs);
  }
  return times;
}
