import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { workspace } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister } from "@/lib/access/policy";
import { forbidden, notFound } from "@/lib/errors";
import { readPicture } from "@/lib/files/pictures";
import type { WorkspaceView } from "./schema";

/** The company, or null while nobody has founded it. */
export async function readWorkspace(): Promise<WorkspaceView | null> {
  const [row] = await database().select().from(workspace).where(eq(workspace.id, 1)).limit(1);
  return row ? presentWorkspace(row) : null;
}

/** The company's settings, for whoever may change them. @throws AppError `forbidden` */
export async function readSettings(actor: Actor): Promise<WorkspaceView> {
  if (!mayAdminister(actor)) throw forbidden();
  const company = await readWorkspace();
  if (!company) throw notFound();
  return company;
}

export const presentWorkspace = (row: typeof workspace.$inferSelect): WorkspaceView => ({
  name: row.name,
  locale: row.locale,
  registration: row.registration,
  registration_domains: row.registrationDomains,
  mark_url: row.markKey === null ? null : `/mark?v=${markVersion(row.markKey)}`,
  membership: row.membership,
  room_creation: row.roomCreation,
  room_visibility: row.roomVisibility,
  room_history: row.roomHistory,
  second_factor: row.secondFactor,
  password_chars_min: row.passwordCharsMin,
  session_days: row.sessionDays,
  session_idle_days: row.sessionIdleDays,
  admin_session_hours: row.adminSessionHours,
  admin_idle_minutes: row.adminIdleMinutes,
  file_bytes_max: row.fileBytesMax,
  oidc_label: row.oidcIssuer === "" ? null : row.oidcLabel || row.oidcIssuer,
});

const markVersion = (key: string) => key.slice(0, 8);

/** The bytes (WebP) of the company's mark, for anybody: it stands on the sign-in. @throws AppError `not_found` */
export async function readMark(): Promise<{ picture: Buffer; version: string }> {
  const [row] = await database().select({ key: workspace.markKey }).from(workspace).where(eq(workspace.id, 1)).limit(1);
  if (!row?.key) throw notFound();
  return { picture: await readPicture("marks", row.key), version: markVersion(row.key) };
}
