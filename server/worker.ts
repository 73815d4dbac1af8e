import { Cron } from "croner";
import { closeDatabase } from "@/db/client";
import { gauge } from "@/lib/counts";
import { clearFiles } from "@/lib/files/clearing";
import { carryImport } from "@/lib/imports/carrying";
import { measureJobs } from "@/lib/jobs/data";
import { checkJournal, journalIsDue } from "@/lib/journal/chain";
import { indexingMs, jobStopMs, mailsAtOnce } from "@/lib/limits";
import { log } from "@/lib/log";
import { hirePostman } from "@/lib/mail/delivery";
import { countDays, measureFiles } from "@/lib/overview/days";
import { endMemberships } from "@/lib/rooms/ending";
import { indexSome } from "@/lib/search/indexing";
import { keepHouse } from "@/lib/workspace/housekeeping";
import { openLane } from "./jobs";

const everyMinute = new Cron("* * * * *", { protect: true, catch: reportFailure }, async () => {
  const done = await keepHouse(new Date());
  if (done && Object.values(done).some((rows) => rows > 0)) log.info(done, "kept house");
});

/** Doors do not wait for it: a membership that is over lets nobody in. This tells the others of the room. */
const everyFiveSeconds = new Cron("*/5 * * * * *", { protect: true, catch: reportFailure }, async () => {
  const ended = await endMemberships(new Date());
  if (ended > 0) log.info({ ended }, "memberships ended");
});

/** What was said before there was a search, a little at a time. */
const everyFewSeconds = new Cron("*/5 * * * * *", { protect: true, catch: reportFailure }, async () => {
  const until = Date.now() + indexingMs;
  while ((await indexSome(new Date())) && Date.now() < until);
});

const everyFiveMinutes = new Cron("*/5 * * * *", { protect: true, catch: reportFailure }, async () => {
  await countDays(new Date());
  await measureFiles(new Date());
  if (!(await journalIsDue(new Date()))) return;
  const { entries, broken } = await checkJournal(new Date());
  if (broken) log.error(broken, "the chain of the journal is broken");
  else log.info({ entries }, "the journal is sound");
});
const everyHour = new Cron("17 * * * *", { protect: true, catch: reportFailure }, async () => {
  const cleared = await clearFiles(new Date());
  if (cleared > 0) log.info({ cleared }, "files that no message carries were cleared away");
});
// What the overview shows is there from the start.
void everyFiveMinutes.trigger();

/** For the measures. The last that was read stands while the database is away. */
let waiting = { queued: 0, running: 0, failed: 0, oldestSeconds: 0 };
const everyTenSeconds = new Cron("*/10 * * * * *", { protect: true, catch: reportFailure }, async () => {
  waiting = await measureJobs(new Date());
});
gauge("jobs_queued", () => waiting.queued);
gauge("jobs_running", () => waiting.running);
gauge("jobs_failed", () => waiting.failed);
gauge("jobs_oldest_seconds", () => waiting.oldestSeconds);

const postman = hirePostman();
const lanes = [
  openLane("import", carryImport),
  ...Array.from({ length: mailsAtOnce }, () => openLane("mail", postman.deliver)),
];

for (const end of ["disconnect", "SIGTERM", "SIGINT"] as const) process.once(end, () => void stop());
log.info({ next: everyMinute.nextRun() }, "worker started");

/** A database that is away is no reason to end: the next minute tries again. */
function reportFailure(error: unknown): void {
  log.warn({ err: error instanceof Error ? error.message : String(error) }, "housekeeping failed");
}

/** What is not finished in time is taken again, by whoever comes next. */
async function stop(): Promise<void> {
  everyMinute.stop();
  everyFiveMinutes.stop();
  everyHour.stop();
  everyFiveSeconds.stop();
  everyTenSeconds.stop();
  everyFewSeconds.stop();
  const late = new Promise<void>((resolve) => setTimeout(resolve, jobStopMs).unref());
  await Promise.race([Promise.all(lanes.map((lane) => lane.stop())), late]);
  postman.close();
  await closeDatabase();
  process.exit(0);
}
