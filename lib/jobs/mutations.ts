import { and, eq, sql } from "drizzle-orm";
import { inTransaction, type Transaction } from "@/db/client";
import { jobs } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { forbidden, notFound } from "@/lib/errors";
import type { JobKind } from "./schema";

/** Work for the worker, in the transaction of what makes it necessary: it is done if, and only if, that stands. */
export async function enqueue(tx: Transaction, kind: JobKind, payloads: object[], createdBy?: number): Promise<void> {
  for (let from = 0; from < payloads.length; from += rowsAtOnce)
    await tx
      .insert(jobs)
      .values(
        payloads
          .slice(from, from + rowsAtOnce)
          .map((payload) => ({ kind, state: "queued" as const, payload, createdBy })),
      );
}

const rowsAtOnce = 1_000;

/** Tries once more what was given up. @throws AppError `forbidden`, `not_found` */
export async function retryJob(actor: Actor, input: { id: number }): Promise<void> {
  if (!mayAdminister(actor)) throw forbidden();
  await inTransaction(async (tx) => {
    const changed = await tx
      .update(jobs)
      .set({ state: "queued", attempts: 0, problem: "", runAt: sql`now()`, finishedAt: null })
      .where(failed(input.id));
    if (changed.count === 0) throw notFound();
    await audit(tx, actor, { action: "job.retried", subject: String(input.id) });
  });
}

/** Forgets what was given up, and with it what it held. @throws AppError `forbidden`, `not_found` */
export async function dismissJob(actor: Actor, input: { id: number }): Promise<void> {
  if (!mayAdminister(actor)) throw forbidden();
  await inTransaction(async (tx) => {
    const gone = await tx.delete(jobs).where(failed(input.id));
    if (gone.count === 0) throw notFound();
    await audit(tx, actor, { action: "job.dismissed", subject: String(input.id) });
  });
}

const failed = (id: number) => and(eq(jobs.id, id), eq(jobs.state, "failed"));
