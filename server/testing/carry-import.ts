import { closeDatabase } from "@/db/client";
import { carryImport } from "@/lib/imports/carrying";
import { takeJob } from "@/lib/jobs/queue";

// Run as a process of its own, to be killed in the middle of its work.
const job = await takeJob("import");
if (job) await carryImport(job, new AbortController().signal);
await closeDatabase();
process.exit(0);
