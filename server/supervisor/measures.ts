import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { z } from "zod";

/** What each process counts from its beginning on, as `server/boot/measures.mjs` reports it. */
const counts = {
  messages_posted: "Messages said, by whatever door.",
  frames_sent: "Frames written to sockets.",
  frames_received: "Frames that came over sockets.",
  cpu_seconds: "Time that a processor worked for the process.",
};
/** How each process stands. */
const gauges = {
  sockets: "Open sockets.",
  people_connected: "People with an open socket.",
  jobs_queued: "Jobs that wait, those for later among them.",
  jobs_running: "Jobs under way.",
  jobs_failed: "Jobs that were given up and wait for an administrator.",
  jobs_oldest_seconds: "How long the oldest job that is due has waited.",
  event_loop_lag_seconds: "How late the process comes to its work, 99th percentile since the last report.",
  resident_bytes: "Memory of the process.",
};
const lagResolutionMs = 20;
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const numbers = z.record(z.string(), z.number().nonnegative());
const reported = z.object({ type: z.literal("measures"), counts: numbers, gauges: numbers });

/** Which of the parts that readiness asks for answer. */
export type PartsUp = Record<"live" | "database" | "bus", boolean>;

/** What is measured of one installation, in Prometheus's format. No label names a person, a room or a whole path. */
export class Measures {
  private readonly registry = new Registry();
  private readonly lag = monitorEventLoopDelay({ resolution: lagResolutionMs });
  /** What each process had counted when it last reported. */
  private readonly told = new Map<string, Record<string, number>>();
  private readonly counters = this.each(counts, (name, help) => this.counter(`${name}_total`, help, "process"));
  private readonly gauges = this.each(gauges, (name, help) => this.gauge(name, help, "process"));
  private readonly restarts = this.counter("restarts_total", "How often a process was started again.", "process");
  private readonly up = this.gauge("up", "1 while the part answers: live sidecar, database, bus.", "part");
  private readonly requests = this.counter(
    "http_requests_total",
    "Requests by kind of path and status.",
    "family",
    "class",
  );
  private readonly durations = new Histogram({
    name: "staffroom_http_request_duration_seconds",
    help: "From the request's head to the answer's end, by kind of path.",
    labelNames: ["family"],
    buckets: durationBuckets,
    registers: [this.registry],
  });

  constructor() {
    this.lag.enable();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** @param status null where whoever asked had gone before there was an answer */
  answered(family: string, status: number | null, seconds: number): void {
    this.requests.inc({ family, class: status === null ? "gone" : `${Math.floor(status / 100)}xx` });
    this.durations.observe({ family }, seconds);
  }

  /** A message of a child; whatever is no report is for somebody else. */
  hear(name: string, message: unknown): void {
    const report = reported.safeParse(message);
    if (!report.success) return;
    const before = this.told.get(name) ?? {};
    this.told.set(name, report.data.counts);
    for (const [key, total] of Object.entries(report.data.counts))
      this.counters.get(key)?.inc({ process: name }, Math.max(0, total - (before[key] ?? 0)));
    for (const [key, value] of Object.entries(report.data.gauges)) this.gauges.get(key)?.set({ process: name }, value);
  }

  /** It begins to count anew, and nobody is connected to it. */
  restarted(name: string): void {
    this.restarts.inc({ process: name });
    this.told.delete(name);
    for (const gauge of this.gauges.values()) gauge.remove({ process: name });
  }

  async text(parts: PartsUp): Promise<string> {
    for (const [part, isUp] of Object.entries(parts)) this.up.set({ part }, Number(isUp));
    this.hear("gateway", this.ownReport());
    return this.registry.metrics();
  }

  private ownReport() {
    const { user, system } = process.cpuUsage();
    const lagSeconds = Math.max(0, this.lag.percentile(99) / 1e9 - lagResolutionMs / 1e3) || 0;
    this.lag.reset();
    const gauges = { event_loop_lag_seconds: lagSeconds, resident_bytes: process.memoryUsage.rss() };
    return { type: "measures", counts: { cpu_seconds: (user + system) / 1e6 }, gauges };
  }

  private each<T>(table: Record<string, string>, make: (name: string, help: string) => T): Map<string, T> {
    return new Map(Object.entries(table).map(([name, help]) => [name, make(name, help)]));
  }

  private counter(name: string, help: string, ...labelNames: string[]) {
    return new Counter({ name: `staffroom_${name}`, help, labelNames, registers: [this.registry] });
  }

  private gauge(name: string, help: string, ...labelNames: string[]) {
    return new Gauge({ name: `staffroom_${name}`, help, labelNames, registers: [this.registry] });
  }
}
