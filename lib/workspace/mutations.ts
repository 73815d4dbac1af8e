import { eq } from "drizzle-orm";
import { inTransaction, type Transaction } from "@/db/client";
import { workspace } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayChangeWorkspace } from "@/lib/access/policy";
import { type AuditFacts, audit } from "@/lib/audit";
import { requireProved } from "@/lib/auth/proofs";
import { wouldShutOut } from "@/lib/auth/sessions";
import { AppError, forbidden, notFound } from "@/lib/errors";
import { deletePicture, storePicture } from "@/lib/files/pictures";
import { presentWorkspace } from "./data";
import type { Settings, WorkspaceView } from "./schema";

type Row = typeof workspace.$inferSelect;

/** The column of each setting. */
const columns = {
  name: "name",
  locale: "locale",
  registration: "registration",
  registration_domains: "registrationDomains",
  membership: "membership",
  room_creation: "roomCreation",
  room_visibility: "roomVisibility",
  room_history: "roomHistory",
  second_factor: "secondFactor",
  password_chars_min: "passwordCharsMin",
  session_days: "sessionDays",
  session_idle_days: "sessionIdleDays",
  admin_session_hours: "adminSessionHours",
  admin_idle_minutes: "adminIdleMinutes",
  file_bytes_max: "fileBytesMax",
} as const satisfies Record<keyof Settings, keyof Row>;

/**
 * Changes the settings that are given and writes down which of them are now other than before. They bite at the next
 * question that any door asks: nothing keeps a copy.
 * @throws AppError `forbidden`, for what guards the entrance also `proveAgain`; `conflict` (`secondFactorFirst`) for a
 * rule that would shut out whoever makes it
 */
export async function changeSettings(actor: Actor, input: Settings, now = new Date()): Promise<WorkspaceView> {
  if (!mayChangeWorkspace(actor)) throw forbidden();
  return inTransaction(async (tx) => {
    const before = await lockWorkspace(tx);
    const changed = changedOf(before, input);
    if (changed.length === 0) return presentWorkspace(before);
    await guardEntrance(actor, input, changed, now);
    const values = Object.fromEntries(changed.map((setting) => [columns[setting], input[setting]]));
    const [after] = await tx.update(workspace).set(values).where(eq(workspace.id, 1)).returning();
    if (!after) throw notFound();
    await audit(tx, actor, {
      action: "workspace.changed",
      before: factsOf(before, changed),
      after: factsOf(after, changed),
    });
    return presentWorkspace(after);
  });
}

/** Who may enter and how they prove who they are: not at an open screen that somebody left. */
const entrance = new Set<keyof Settings>([
  "registration",
  "registration_domains",
  "second_factor",
  "password_chars_min",
  "session_days",
  "session_idle_days",
  "admin_session_hours",
  "admin_idle_minutes",
]);

async function guardEntrance(actor: Actor, input: Settings, changed: (keyof Settings)[], now: Date): Promise<void> {
  if (changed.some((setting) => entrance.has(setting))) requireProved(actor, now);
  if (changed.includes("second_factor") && input.second_factor && (await wouldShutOut(actor, input.second_factor)))
    throw new AppError("conflict", "secondFactorFirst");
}

/** Its one row, by its primary key; two who change it do so one after the other. */
async function lockWorkspace(tx: Transaction): Promise<Row> {
  const [row] = await tx.select().from(workspace).where(eq(workspace.id, 1)).limit(1).for("update");
  if (!row) throw notFound();
  return row;
}

const settings = Object.keys(columns) as (keyof Settings)[];

const changedOf = (row: Row, input: Settings): (keyof Settings)[] =>
  settings.filter(
    (setting) =>
      input[setting] !== undefined && JSON.stringify(input[setting]) !== JSON.stringify(row[columns[setting]]),
  );

const factsOf = (row: Row, changed: (keyof Settings)[]): AuditFacts =>
  Object.fromEntries(changed.map((setting) => [setting, row[columns[setting]]]));

/** @throws AppError `forbidden`, `invalid` for what is no picture, `too_large` beyond the limits */
export async function changeMark(actor: Actor, picture: Uint8Array): Promise<WorkspaceView> {
  if (!mayChangeWorkspace(actor)) throw forbidden();
  const key = await storePicture("marks", picture);
  return replaceMark(actor, key);
}

/** @throws AppError `forbidden` */
export async function removeMark(actor: Actor): Promise<WorkspaceView> {
  if (!mayChangeWorkspace(actor)) throw forbidden();
  return replaceMark(actor, null);
}

async function replaceMark(actor: Actor, key: string | null): Promise<WorkspaceView> {
  const action = key === null ? "workspace.mark_removed" : "workspace.mark_changed";
  const { before, after } = await inTransaction(async (tx) => {
    const row = await lockWorkspace(tx);
    await tx.update(workspace).set({ markKey: key }).where(eq(workspace.id, 1));
    if (row.markKey !== key) await audit(tx, actor, { action });
    return { before: row.markKey, after: { ...row, markKey: key } };
  });
  if (before !== null) await deletePicture("marks", before);
  return presentWorkspace(after);
}
