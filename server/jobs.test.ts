import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { database, inTransaction, sqlClient } from "@/db/client";
import { jobs } from "@/db/schema";
import { countFailedJobs, listFailedJobs } from "@/lib/jobs/data";
import { dismissJob, enqueue, retryJob } from "@/lib/jobs/mutations";
import { failJob, finishJob, renewJob, takeJob, tellProgress } from "@/lib/jobs/queue";
import { JobProblem, type TakenJob } from "@/lib/jobs/schema";
import { importTriesMax, mailRetrySeconds, mailTriesMax } from "@/lib/limits";
import { type Lane, openLane } from "./jobs";
import { person } from "./testing/world";

const link = "https://chat.example.com/join/secret";
let lanes: Lane[] = [];

beforeEach(() => sqlClient()`truncate jobs`);
afterEach(async () => {
  await Promise.all(lanes.map((lane) => lane.stop()));
  lanes = [];
});

const queueLetters = (count: number) =>
  inTransaction((tx) =>
    enqueue(
      tx,
      "mail",
      Array.from({ length: count }, (_, n) => ({ to: `p${n}@example.com`, params: { url: link } })),
    ),
  );
const open = (carry: (job: TakenJob, signal: AbortSignal) => Promise<void>) => {
  const lane = openLane("mail", carry, 5);
  lanes.push(lane);
  return lane;
};
const rows = () => database().select().from(jobs).orderBy(jobs.id);
const states = async () => (await rows()).map((row) => row.state);
const makeDue = () => database().update(jobs).set({ runAt: sql`now() - interval '1 second'` });
async function take(): Promise<TakenJob> {
  const job = await takeJob("mail");
  if (!job) throw new Error("no job was waiting");
  return job;
}

describe("work is done once", () => {
  test("of many lanes each job is taken by one, and what it held is forgotten", async () => {
    await queueLetters(40);
    const carried: number[] = [];
    for (let lane = 0; lane < 5; lane += 1)
      open(async (job) => {
        carried.push(job.id);
        await finishJob(job);
      });
    await vi.waitFor(async () => expect(new Set(await states())).toEqual(new Set(["done"])));
    expect(new Set(carried).size).toBe(40);
    expect(carried).toHaveLength(40);
    expect(JSON.stringify(await rows())).not.toContain(link);
  });

  test("a transaction that is undone leaves no work", async () => {
    await inTransaction(async (tx) => {
      await enqueue(tx, "mail", [{ to: "nobody@example.com" }]);
      throw new Error("undone");
    }).catch(() => {});
    expect(await takeJob("mail")).toBeNull();
  });

  test("another kind of work is left to others", async () => {
    await queueLetters(1);
    expect(await takeJob("import")).toBeNull();
  });
});

describe("a worker that dies", () => {
  test("leaves its job to the next one once its lease has run out, and can change nothing of it any more", async () => {
    await queueLetters(1);
    const first = await take();
    expect(await takeJob("mail")).toBeNull();
    await makeDue();
    const second = await take();
    expect(second).toMatchObject({ id: first.id, attempt: 2 });
    expect(await renewJob(first)).toBe(false);
    expect(await tellProgress(first, 7)).toBe(false);
    expect(await failJob(first, new JobProblem("fault", "", true))).toBe(false);
    expect(await finishJob(first)).toBe(false);
    expect(await finishJob(second)).toBe(true);
    expect(await finishJob(second)).toBe(false);
  });

  test("again and again leads to giving up", async () => {
    await queueLetters(1);
    await database().update(jobs).set({ state: "running", attempts: mailTriesMax });
    const carry = vi.fn(async () => {});
    open(carry);
    await vi.waitFor(async () => expect(await states()).toEqual(["failed"]));
    expect(carry).not.toHaveBeenCalled();
    expect((await rows())[0]?.problem).toBe("lost");
  });

  test("one that is asked to stop takes nothing more and puts back what it cannot finish", async () => {
    await queueLetters(2);
    let begun = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const lane = open(
      (_job, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("asked to stop")));
          begun();
        }),
    );
    await hasBegun;
    await lane.stop();
    expect((await rows()).map((row) => [row.state, row.attempts])).toEqual([
      ["queued", 0],
      ["queued", 0],
    ]);
  });
});

describe("what fails", () => {
  const waits = async () => {
    const [row] = await database().execute<{ wait: string }>(
      sql`select extract(epoch from run_at - now()) as wait from jobs`,
    );
    return Number(row?.wait);
  };

  test("is tried again later and later, then given up", async () => {
    await queueLetters(1);
    const waited: number[] = [];
    for (let attempt = 1; attempt < mailTriesMax; attempt += 1) {
      await failJob(await take(), new JobProblem("unreachable"));
      waited.push(Math.round((await waits()) / mailRetrySeconds));
      await makeDue();
    }
    expect(waited).toEqual([1, 3, 9, 27, 81, 243, 729]);
    await failJob(await take(), new JobProblem("unreachable"));
    expect(await states()).toEqual(["failed"]);
    expect(importTriesMax).toBeGreaterThan(1);
  });

  test("for good is given up at once, and a fault of ours is tried again without its words", async () => {
    await queueLetters(2);
    let fault = "";
    open(async (job) => {
      if (job.attempt === 1 && fault === "") {
        fault = `cannot send ${link}`;
        throw new Error(fault);
      }
      throw new JobProblem("refused", "550 5.1.1", true);
    });
    await vi.waitFor(async () => expect(await states()).toEqual(["queued", "failed"]));
    expect((await rows()).map((row) => row.problem)).toEqual(["fault", "refused 550 5.1.1"]);
  });
});

describe("administrators", () => {
  test("see what was given up, without its links, and try it again or dismiss it", async () => {
    const admin = await person("admin", "admin");
    await queueLetters(2);
    for (const detail of ["550 5.1.1", ""]) await failJob(await take(), new JobProblem("refused", detail, true));
    const listed = await listFailedJobs(admin.actor);
    expect(listed).toMatchObject([
      { to: "p1@example.com", kind: "mail", problem: "refused", detail: "", attempts: 1 },
      { to: "p0@example.com", kind: "mail", problem: "refused", detail: "550 5.1.1" },
    ]);
    expect(JSON.stringify(listed)).not.toContain(link);
    const [first, second] = listed;
    if (!first || !second) throw new Error("nothing was listed");
    await retryJob(admin.actor, first);
    await dismissJob(admin.actor, second);
    expect(await countFailedJobs(admin.actor)).toBe(0);
    expect((await rows()).map((row) => [row.id, row.state])).toEqual([[first.id, "queued"]]);
    for (const verb of [retryJob, dismissJob])
      await expect(verb(admin.actor, second)).rejects.toMatchObject({ code: "not_found" });
  });

  test("alone: members, guests and one who was deactivated are refused", async () => {
    await queueLetters(1);
    await failJob(await take(), new JobProblem("refused", "", true));
    const [job] = await database().select({ id: jobs.id }).from(jobs).where(eq(jobs.state, "failed"));
    const admin = await person("admin", "admin");
    const others = [await person("member"), await person("guest", "guest")].map((other) => other.actor);
    for (const actor of [...others, { ...admin.actor, active: false }]) {
      await expect(listFailedJobs(actor)).rejects.toMatchObject({ code: "forbidden" });
      await expect(countFailedJobs(actor)).rejects.toMatchObject({ code: "forbidden" });
      for (const verb of [retryJob, dismissJob])
        await expect(verb(actor, { id: job?.id ?? 0 })).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(await states()).toEqual(["failed"]);
  });
});
