import { cpuMs } from "./cpu";
import { type Load, load, read, type Target } from "./load";
import { startBareNext, startPlain } from "./peers";
import { startProduct } from "./product";
import type { Result } from "./result";
import { alternate, median } from "./rounds";

const concurrency = 8;
const rounds = 5;
const roundMs = 2_000;
const warmMs = 5_000;
/** A room's page may cost this much of a minimal Next page that shows the same 50 messages. */
const ratioMax = 1.5;

interface Contestant {
  target: Target;
  pid: number | null;
}

interface Cost {
  /** Of the process that renders, in milliseconds a request; NaN where it cannot be read. */
  cpu: number;
  perSecond: number;
}

/** What a room's page costs, through the gateway as people get it, beside two servers that do less. */
export async function run(): Promise<Result[]> {
  const product = await startProduct();
  const html = await read(product.page);
  const plain = await startPlain(html);
  const next = await startBareNext({ DATABASE_URL: product.databaseUrl });
  const nextTarget = { url: `${next.origin}/room?id=${product.roomId}` };
  requireMessages(html, await read(nextTarget));
  const contestants = {
    product: { target: product.page, pid: product.webPid },
    next: { target: nextTarget, pid: next.pid },
    plain: { target: { url: plain.origin }, pid: plain.pid },
  };
  return results(await measure(contestants), html);
}

/** Both really show the messages: a page of an error would be cheap. */
function requireMessages(...pages: string[]): void {
  for (const page of pages)
    if (!page.includes("(11)") || !page.includes("(60)")) throw new Error("a page lacks the room's 50 messages");
}

async function measure<K extends string>(contestants: Record<K, Contestant>): Promise<Record<K, Cost>> {
  const names = Object.keys(contestants) as K[];
  for (const name of names) await load(contestants[name].target, concurrency, warmMs);
  const turns = names.map((name) => [name, () => sample(contestants[name])] as const);
  const samples = await alternate(rounds, Object.fromEntries(turns) as Record<K, () => Promise<Cost>>);
  const medians = names.map((name) => [name, medianCost(samples[name])] as const);
  return Object.fromEntries(medians) as Record<K, Cost>;
}

async function sample({ target, pid }: Contestant): Promise<Cost> {
  const before = pid === null ? null : cpuMs(pid);
  const { requests, ms }: Load = await load(target, concurrency, roundMs);
  const after = pid === null ? null : cpuMs(pid);
  const cpu = before === null || after === null ? Number.NaN : (after - before) / requests;
  return { cpu, perSecond: (requests * 1000) / ms };
}

const medianCost = (costs: Cost[]): Cost => ({
  cpu: median(costs.map((cost) => cost.cpu)),
  perSecond: median(costs.map((cost) => cost.perSecond)),
});

function results({ product, next, plain }: Record<"product" | "next" | "plain", Cost>, html: string): Result[] {
  const kilobytes = Math.round(Buffer.byteLength(html) / 1000);
  const rate = (cost: Cost) => `${cost.perSecond.toFixed(0)} requests/s`;
  const time: Result = {
    name: "Room page, time, against plain Node",
    ratio: plain.perSecond / product.perSecond,
    detail: `${rate(product)} against ${rate(plain)} with the same ${kilobytes} kB of HTML; a minimal Next page ${rate(next)}; ${concurrency} at a time`,
  };
  if (Number.isNaN(product.cpu)) return [time];
  const against = (peer: Cost) =>
    `${product.cpu.toFixed(2)} ms a request in the web process against ${peer.cpu.toFixed(2)}`;
  return [
    {
      name: "Room page, CPU, against a minimal Next page",
      ratio: product.cpu / next.cpu,
      limit: ratioMax,
      detail: `${against(next)}, which reads and shows the same 50 messages without sign-in or list of rooms`,
    },
    { name: "Room page, CPU, against plain Node", ratio: product.cpu / plain.cpu, detail: against(plain) },
    time,
  ];
}
