import { monitorEventLoopDelay } from "node:perf_hooks";

// Preloaded into each child: tells the supervisor how the process does and what it counted (`lib/counts.ts`).
const everyMs = 5_000;
const resolutionMs = 20;
const lag = monitorEventLoopDelay({ resolution: resolutionMs });
lag.enable();

/** What is measured is the span between two looks; how late the second came is what is over. */
const lateSeconds = (nanoseconds) => Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3) || 0;

function report() {
  if (!process.connected) return;
  const { user, system } = process.cpuUsage();
  const gauges = Object.entries(globalThis.staffroomGauges ?? {}).map(([name, read]) => [name, read()]);
  const counts = { ...globalThis.staffroomCounts, cpu_seconds: (user + system) / 1e6 };
  const own = { event_loop_lag_seconds: lateSeconds(lag.percentile(99)), resident_bytes: process.memoryUsage.rss() };
  lag.reset();
  process.send?.(
    { type: "measures", counts, gauges: { ...own, ...Object.fromEntries(gauges) } },
    undefined,
    {},
    () => {},
  );
}

setTimeout(report, everyMs / 5).unref();
setInterval(report, everyMs).unref();
