import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gauge } from "@/lib/counts";
import { bus, listen } from "@/lib/events/bus";
import { closeCodes } from "@/lib/events/schema";
import { socketCloseMs } from "@/lib/limits";
import { log } from "@/lib/log";
import { upgrades } from "./accept";
import { steadyMs } from "./clock";
import { every } from "./every";
import { hear } from "./news";
import { type LiveLimits, liveLimits } from "./options";
import { makeParts, type Parts } from "./parts";
import { checkSessions, rereadCounts, sweepRevocations, sweepVersions } from "./sweep";

export interface Live {
  port: number;
  close(): Promise<void>;
}

/** Every socket of a machine restarted at once would find the default queue of the kernel too short. */
const backlog = 4_096;

/** Starts one sidecar on the loopback interface. Several may run at once. */
export async function startLive(options: { port: number; limits?: Partial<LiveLimits> }): Promise<Live> {
  const parts = makeParts({ ...liveLimits, ...options.limits });
  const watch = new Watch(parts);
  await parts.presence.beat();
  await parts.presence.readOthers();
  await watch.look();
  const subscription = await listen(
    (event) => hear(parts, event),
    () => void afterGap(parts),
  );
  gauge("sockets", () => parts.wires.size);
  gauge("people_connected", () => parts.house.persons.size);
  const jobs = repeat(parts, watch);
  const server = createServer((request, response) => answer(request.url, response, watch));
  server.on("upgrade", upgrades(parts));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: options.port, host: "127.0.0.1", backlog }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      for (const wire of parts.wires) wire.close(closeCodes.restarting);
      await Promise.all([...jobs.map((job) => job.stop()), subscription.close(), gone(parts)]);
      await parts.presence.leave().catch(() => {});
    },
  };
}

function repeat(parts: Parts, watch: Watch) {
  const { limits, presence } = parts;
  // Three looks in twice the span: two unanswered ones are noticed within it.
  const beatMs = (limits.heartbeatMs * 2) / 3;
  return [
    every(limits.revocationSweepMs, "revocations", () => watch.look()),
    every(limits.revocationSweepMs, "watch", () => watch.closeUnverified()),
    every(limits.sessionsCheckMs, "sessions", () => checkSessions(parts)),
    every(limits.versionSweepMs, "versions", () => sweepVersions(parts)),
    every(limits.versionSweepMs, "whispers", () => parts.whispers.sweep()),
    every(limits.unreadTickMs, "unread", () => parts.unread.tick()),
    every(limits.unreadTickMs, "inboxes", () => parts.inbox.tick()),
    every(limits.readMarksTickMs, "read marks", () => parts.reads.tick()),
    every(limits.presenceTickMs, "presence", () => presence.tick()),
    every(limits.relayBeatMs, "beat", () => presence.beat()),
    every(limits.relaysReadMs, "relays", () => presence.readOthers()),
    every(beatMs, "heartbeat", () => {
      for (const wire of parts.wires) wire.beat();
    }),
  ];
}

/** Knows when the database last said who may still be here. Who cannot be verified for too long is sent away. */
class Watch {
  private verifiedAtMs = 0;

  constructor(private readonly parts: Parts) {}

  get isFresh(): boolean {
    return steadyMs() - this.verifiedAtMs < this.parts.limits.revocationSweepMs * 4;
  }

  async look(): Promise<void> {
    const startedAtMs = steadyMs();
    await sweepRevocations(this.parts);
    this.verifiedAtMs = startedAtMs;
  }

  closeUnverified(): void {
    if (steadyMs() - this.verifiedAtMs < this.parts.limits.unverifiedMsMax) return;
    for (const wire of this.parts.wires) wire.close(closeCodes.restarting);
  }
}

async function afterGap(parts: Parts): Promise<void> {
  rereadCounts(parts);
  for (const personId of parts.house.persons.keys()) parts.inbox.look(personId);
  await sweepRevocations(parts).catch(() => log.warn("revocations not read after a gap"));
  await sweepVersions(parts).catch(() => log.warn("versions not read after a gap"));
}

async function answer(path: string | undefined, response: ServerResponse, watch: Watch): Promise<void> {
  const isReadiness = path === "/readyz";
  const facts = { database: watch.isFresh, bus: isReadiness && (await bus().alive()) };
  const status = !isReadiness ? 404 : facts.database && facts.bus ? 200 : 503;
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(isReadiness ? facts : {}));
}

/** Resolves when every socket has said goodbye, or has had the time to. */
async function gone({ wires }: Parts): Promise<void> {
  const deadline = steadyMs() + socketCloseMs;
  while (wires.size > 0 && steadyMs() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  for (const wire of wires) wire.drop();
}
