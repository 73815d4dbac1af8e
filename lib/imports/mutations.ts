import { and, eq, sql } from "drizzle-orm";
import { inTransaction, type Transaction } from "@/db/client";
import { jobs } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { isAdmin, mayAdminister, mayGrantRole } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { requireProved } from "@/lib/auth/proofs";
import { unseal } from "@/lib/auth/sealing";
import { AppError, forbidden, notFound } from "@/lib/errors";
import { usernameSkeleton } from "@/lib/text";
import { checkSheet } from "./checks";
import { readFacts } from "./facts";
import { type ImportPayload, importPayload, importResult, type Sheet } from "./schema";
import { readSheet } from "./sheet";

/**
 * Reads the file and checks every line of it. Nothing is written but the draft, which waits for a word.
 * @throws AppError `forbidden`, `invalid` or `too_large` at `file`
 */
export async function draftImport(actor: Actor, bytes: Uint8Array): Promise<{ id: number }> {
  if (!mayAdminister(actor)) throw forbidden();
  const sheet = readSheet(bytes);
  const { good, bad } = checkSheet(sheet, await readFacts(...namesIn(sheet)), actor);
  const { header, delimiter, unused, encoding } = sheet;
  const payload: ImportPayload = { good, bad, header, delimiter, unused, encoding };
  return inTransaction(async (tx) => {
    const [row] = await tx
      .insert(jobs)
      .values({ kind: "import", state: "draft", payload, totalCount: good.length, createdBy: actor.personId })
      .returning({ id: jobs.id });
    if (!row) throw new Error("a draft was not written");
    return row;
  });
}

/** Skeletons and addresses, as far as cells can be such. */
function namesIn({ columns, lines }: Sheet): [skeletons: string[], emails: string[]] {
  const cellsOf = (place: number | undefined) =>
    lines.map(({ cells }) => cells[place ?? -1]?.trim().toLowerCase() ?? "");
  // PostgreSQL holds no NUL in a text; a cell that bears one is no name.
  const known = (text: string) => text !== "" && !text.includes("\0");
  return [
    cellsOf(columns.login)
      .filter(known)
      .map((login) => usernameSkeleton(login.replace(/^@/, ""))),
    cellsOf(columns.email).filter(known),
  ];
}

/**
 * The word on which the worker takes all the good lines.
 * @param origin where the links lead that people will get
 * @throws AppError `forbidden`, with administrators in the list also `proveAgain`; `not_found`, `conflict` (`listNotDraft`)
 */
export async function confirmImport(
  actor: Actor,
  input: { id: number },
  origin: string,
  now = new Date(),
): Promise<{ people: number }> {
  if (!mayAdminister(actor)) throw forbidden();
  return inTransaction(async (tx) => {
    const payload = importPayload.parse(await lockDraft(tx, input.id));
    if (payload.good.length === 0) throw new AppError("conflict", "listEmpty");
    // The draft may be another administrator's, who may give roles that this one may not.
    if (payload.good.some((person) => !mayGrantRole(actor, person.role))) throw forbidden();
    if (payload.good.some(isAdmin)) requireProved(actor, now);
    const { address, timeZone, locale } = actor;
    await tx
      .update(jobs)
      .set({
        state: "queued",
        payload: { good: payload.good, confirmed: { address, origin, timeZone, locale } },
        createdBy: actor.personId,
        runAt: sql`now()`,
      })
      .where(eq(jobs.id, input.id));
    const people = payload.good.length;
    await audit(tx, actor, { action: "import.confirmed", subject: String(input.id), after: { people } });
    return { people };
  });
}

/** @throws AppError `forbidden`, `not_found`, `conflict` (`listNotDraft`) */
export async function discardImport(actor: Actor, input: { id: number }): Promise<void> {
  if (!mayAdminister(actor)) throw forbidden();
  await inTransaction(async (tx) => {
    await lockDraft(tx, input.id);
    await tx.delete(jobs).where(eq(jobs.id, input.id));
  });
}

export interface LinkRow {
  name: string;
  login: string;
  link: string;
}

/**
 * The links that people set their passwords by, this once, to whoever confirmed the list: afterwards they are nowhere.
 * @throws AppError `forbidden`, also `proveAgain`; `not_found` where they were given already
 */
export async function takeImportLinks(actor: Actor, input: { id: number }, now = new Date()): Promise<LinkRow[]> {
  if (!mayAdminister(actor)) throw forbidden();
  requireProved(actor, now);
  return inTransaction(async (tx) => {
    const [row] = await tx
      .select({ result: jobs.result, createdBy: jobs.createdBy })
      .from(jobs)
      .where(and(eq(jobs.id, input.id), eq(jobs.kind, "import"), eq(jobs.state, "done")))
      .for("update")
      .limit(1);
    if (row?.createdBy !== actor.personId) throw notFound();
    const { sealedLinks, ...result } = importResult.parse(row.result);
    const links = sealedLinks === undefined ? null : unseal(linksPurpose(input.id), sealedLinks);
    if (links === null) throw notFound();
    await tx.update(jobs).set({ result }).where(eq(jobs.id, input.id));
    await audit(tx, actor, {
      action: "import.links_taken",
      subject: String(input.id),
      after: { people: result.people },
    });
    return JSON.parse(links) as LinkRow[];
  });
}

/** What was sealed for one list opens for no other. */
export const linksPurpose = (id: number): string => `import links ${id}`;

async function lockDraft(tx: Transaction, id: number): Promise<unknown> {
  const [row] = await tx
    .select({ state: jobs.state, payload: jobs.payload })
    .from(jobs)
    .where(and(eq(jobs.id, id), eq(jobs.kind, "import")))
    .for("update")
    .limit(1);
  if (!row) throw notFound();
  if (row.state !== "draft") throw new AppError("conflict", "listNotDraft");
  return row.payload;
}
