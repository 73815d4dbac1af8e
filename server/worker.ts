import { Cron } from "croner";
import { closeDatabase } from "@/db/client";
import { log } from "@/lib/log";
import { keepHouse } from "@/lib/workspace/housekeeping";

const everyMinute = new Cron("* * * * *", { protect: true, catch: reportFailure }, async () => {
  const done = await keepHouse(new Date());
  if (done && Object.values(done).some((rows) => rows > 0)) log.info(done, "kept house");
});

for (const end of ["disconnect", "SIGTERM", "SIGINT"] as const) process.once(end, () => void stop());
log.info({ next: everyMinute.nextRun() }, "worker started");

/** A database that is away is no reason to end: the next minute tries again. */
function reportFailure(error: unknown): void {
  log.warn({ err: error instanceof Error ? error.message : String(error) }, "housekeeping failed");
}

async function stop(): Promise<void> {
  everyMinute.stop();
  await closeDatabase();
  process.exit(0);
}
