import { setTimeout as pause } from "node:timers/promises";
import { Child } from "./child";
import type { ClientQuestion } from "./fanout-clients";
import { type Crowd, makeCrowd, sayInTurn, twoPeople } from "./fanout-crowd";
import type { ServerQuestion } from "./fanout-server";
import { withStores } from "./stores";

export interface Measure {
  name: string;
  ratio: number;
  limit?: number;
  detail: string;
}

const sockets = 1_000;
const messages = 60;
const everyMs = 25;
const silentPeople = 100;
const rounds = 7;
const roundTripCount = 50;
/** Presence and counts of the newcomers are told by then. */
const settleMs = 2_000;
/** Counts of the last messages are told by then: they are part of the price. */
const tailMs = 700;

/** What a delivery costs here, and how long a message takes, beside a bare server that does nothing else. */
export function run(): Promise<Measure[]> {
  return withStores(async (busName) => {
    const clients = new Child("fanout-clients.ts");
    const servers = {
      sidecar: new Child("fanout-server.ts"),
      bare: new Child("fanout-server.ts", { BENCH_SERVER: "bare" }),
    };
    try {
      return [await fanOut(clients, servers, busName), await clickToScreen(clients, servers, busName)];
    } finally {
      for (const child of [clients, servers.sidecar, servers.bare]) child.end();
    }
  });
}

interface Servers {
  sidecar: Child;
  bare: Child;
}

async function fanOut(clients: Child, servers: Servers, busName: string): Promise<Measure> {
  const crowd = await makeCrowd(sockets);
  const silent = await makeCrowd(silentPeople, "silent");
  const sidecarUrl = await urlOf(servers.sidecar);
  await open(
    clients,
    "sidecar",
    crowd.tokens.map((token) => `${sidecarUrl}/ws?token=${token}`),
    "presence",
  );
  const bareUrl = await urlOf(servers.bare);
  await open(
    clients,
    "bare",
    crowd.tokens.map(() => bareUrl),
    null,
  );
  const text = await sampleFrame(clients, servers, crowd);
  await pause(settleMs);
  const costs: Record<keyof Servers, number[]> = { sidecar: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    costs.sidecar.push(await cost(clients, servers.sidecar, "sidecar", (at) => sayInTurn(crowd, at)));
    costs.bare.push(await cost(clients, servers.bare, "bare", (at) => tellBeside(servers.bare, text, silent, at)));
  }
  const [own, bare] = [median(costs.sidecar), median(costs.bare)];
  const ratios = costs.sidecar.map((cost, round) => cost / (costs.bare[round] ?? Number.NaN));
  return {
    name: `CPU per delivery, ${sockets} sockets in one room, beside bare ws`,
    ratio: median(ratios),
    limit: 1.25,
    detail: `${own.toFixed(2)} µs beside ${bare.toFixed(2)} µs, ${1_000 / everyMs} messages a second over ${busName}, counts told as well`,
  };
}

/** Microseconds of the server's CPU for one message on one socket. */
async function cost(clients: Child, server: Child, group: string, say: (at: number) => Promise<unknown>) {
  const before = await ask<number>(server, { ask: "cpu" });
  const arrived = expectAll(clients, group, messages * sockets);
  for (let at = 0; at < messages; at++) {
    const due = pause(everyMs);
    await say(at);
    await due;
  }
  await arrived;
  await pause(tailMs);
  return ((await ask<number>(server, { ask: "cpu" })) - before) / (messages * sockets);
}

/** The machine does the same beside it: somebody says something, where nobody listens. */
async function tellBeside(server: Child, text: string, silent: Crowd, at: number): Promise<void> {
  await Promise.all([sayInTurn(silent, at), tell(server, text)]);
}

/** A frame of the sidecar's, so that the bare server sends as many bytes; both are warm after it. */
async function sampleFrame(clients: Child, servers: Servers, crowd: Crowd) {
  const message = await sayInTurn(crowd, 0);
  await expectAll(clients, "sidecar", sockets);
  const text = JSON.stringify({ type: "message", room_id: message.room_id, version: message.version, message });
  await tell(servers.bare, text);
  await expectAll(clients, "bare", sockets);
  return text;
}

async function clickToScreen(clients: Child, servers: Servers, busName: string): Promise<Measure> {
  const { tokens, roomId } = await twoPeople();
  const sidecarUrl = await urlOf(servers.sidecar);
  await open(
    clients,
    "two",
    tokens.map((token) => `${sidecarUrl}/ws/${roomId}?token=${token}`),
    "ready",
  );
  const bare = new Child("fanout-server.ts", { BENCH_SERVER: "bare" });
  try {
    const bareUrl = await urlOf(bare);
    await open(clients, "bare two", [bareUrl, bareUrl], null);
    const frames = Array.from({ length: roundTripCount }, (_, at) =>
      JSON.stringify({ type: "message", text: `hello ${at}` }),
    );
    const [own, echo] = [await roundTrips(clients, "two", frames), await roundTrips(clients, "bare two", frames)];
    return {
      name: "From one socket to another person's, beside a bare ws echo",
      ratio: own / echo,
      detail: `median ${own.toFixed(2)} ms, committed and told over ${busName}, beside ${echo.toFixed(2)} ms`,
    };
  } finally {
    bare.end();
  }
}

const ask = <T>(server: Child, question: ServerQuestion) => server.ask<T>(question);
const tell = (server: Child, text: string) => ask<null>(server, { ask: "tell", text });
const urlOf = async (server: Child) => `ws://127.0.0.1:${await ask<number>(server, { ask: "port" })}`;

const askClients = <T>(clients: Child, question: ClientQuestion) => clients.ask<T>(question);
const open = (clients: Child, group: string, urls: string[], firstFrame: string | null) =>
  askClients<null>(clients, { ask: "open", group, urls, firstFrame });
const expectAll = (clients: Child, group: string, count: number) =>
  askClients<string>(clients, { ask: "expect", group, count });
const roundTrips = async (clients: Child, group: string, frames: string[]) =>
  median(await askClients<number[]>(clients, { ask: "roundTrips", group, frames }));

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
