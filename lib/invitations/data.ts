import { and, asc, desc, eq, inArray, lt, not, type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { invitations, invitationUses, persons, rooms } from "@/db/schema";
import type { Actor, Role } from "@/lib/access/actor";
import { mayInvite, mayInviteAs } from "@/lib/access/policy";
import { hashSecret } from "@/lib/auth/secrets";
import { openCursor, sealCursor } from "@/lib/cursor";
import { forbidden, notFound } from "@/lib/errors";
import { listPageSize } from "@/lib/limits";
import { presentPerson } from "@/lib/people/data";
import type { Page } from "@/lib/people/schema";
import type { InvitationState, InvitationUseView, InvitationView, ListInvitations } from "./schema";

/** A page of invitations, the newest first; the primary key serves it. @throws AppError `forbidden` */
export async function listInvitations(
  actor: Actor,
  input: ListInvitations,
  now = new Date(),
): Promise<Page<InvitationView>> {
  if (!mayInvite(actor)) throw forbidden();
  const limit = input.limit ?? listPageSize;
  const rows = await select(
    and(
      input.state === "past" ? not(stillGood(now)) : stillGood(now),
      input.cursor ? lt(invitations.id, openCursor(input.cursor).id) : undefined,
    ),
    limit + 1,
  );
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: await present(rows.slice(0, limit), now),
    next_cursor: last ? sealCursor({ name: "", id: last.invitation.id }) : null,
  };
}

/** @throws AppError `forbidden`, `not_found` */
export async function getInvitation(actor: Actor, id: number, now = new Date()): Promise<InvitationView> {
  if (!mayInvite(actor)) throw forbidden();
  const [view] = await present(await select(eq(invitations.id, id), 1), now);
  if (!view) throw notFound();
  return view;
}

/** Who came by it, in the order in which they came; the primary key of the uses serves it. @throws AppError `forbidden` */
export async function listInvitationUses(
  actor: Actor,
  input: { id: number; cursor?: string; limit?: number },
): Promise<Page<InvitationUseView>> {
  if (!mayInvite(actor)) throw forbidden();
  const limit = input.limit ?? listPageSize;
  const rows = await database()
    .select({
      id: persons.id,
      username: persons.username,
      displayName: persons.displayName,
      avatarKey: persons.avatarKey,
      usedAt: invitationUses.usedAt,
    })
    .from(invitationUses)
    .innerJoin(persons, eq(persons.id, invitationUses.personId))
    .where(
      and(
        eq(invitationUses.invitationId, input.id),
        input.cursor ? sql`${persons.id} > ${openCursor(input.cursor).id}` : undefined,
      ),
    )
    .orderBy(asc(invitationUses.personId))
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map((row) => ({ user: presentPerson(row), used_at: row.usedAt.toISOString() })),
    next_cursor: last ? sealCursor({ name: "", id: last.id }) : null,
  };
}

export async function countWaitingInvitations(actor: Actor, now = new Date()): Promise<number> {
  if (!mayInvite(actor)) throw forbidden();
  return database().$count(invitations, stillGood(now));
}

/** Whether a link would still let somebody in; the unique index on the hash serves it. */
export async function invitationIsGood(token: string, now = new Date()): Promise<boolean> {
  const rows = await database()
    .select({ id: invitations.id })
    .from(invitations)
    .where(and(eq(invitations.tokenHash, hashSecret(token)), stillGood(now)))
    .limit(1);
  return rows.length === 1;
}

/**
 * Lets somebody in: neither revoked, expired nor used up, and whoever made it may still invite like this
 * (`mayInviteAs`), so that the links of one who was deactivated let nobody in. Within the subquery the table is named:
 * a lone table's columns come without it, and would mean the maker's.
 */
export const stillGood = (now: Date): SQL =>
  sql`(${invitations.revokedAt} is null and ${invitations.expiresAt} > ${now.toISOString()}::timestamptz
    and ${invitations.uses} < ${invitations.maxUses}
    and exists (select 1 from persons maker where maker.id = invitations.created_by and maker.active
      and (maker.role = 'owner' or (maker.role = 'admin' and invitations.role <> 'admin'))))`;

interface Row {
  invitation: typeof invitations.$inferSelect;
  maker: { displayName: string; role: Role; active: boolean };
}

const select = (where: SQL | undefined, limit: number): Promise<Row[]> =>
  database()
    .select({
      invitation: invitations,
      maker: { displayName: persons.displayName, role: persons.role, active: persons.active },
    })
    .from(invitations)
    .innerJoin(persons, eq(persons.id, invitations.createdBy))
    .where(where)
    .orderBy(desc(invitations.id))
    .limit(limit);

async function present(rows: Row[], now: Date): Promise<InvitationView[]> {
  const names = await roomNames([...new Set(rows.flatMap(({ invitation }) => invitation.roomIds))]);
  return rows.map(({ invitation, maker }) => ({
    id: invitation.id,
    role: invitation.role,
    state: stateOf(invitation, maker, now),
    email: invitation.email,
    rooms: invitation.roomIds.flatMap((id) => {
      const name = names.get(id);
      return name === undefined ? [] : [{ id, name }];
    }),
    max_uses: invitation.maxUses,
    uses: invitation.uses,
    created_at: invitation.createdAt.toISOString(),
    expires_at: invitation.expiresAt.toISOString(),
    created_by: maker.displayName,
  }));
}

function stateOf(invitation: Row["invitation"], maker: Row["maker"], now: Date): InvitationState {
  if (invitation.revokedAt) return "revoked";
  if (invitation.uses >= invitation.maxUses) return "used";
  if (invitation.expiresAt <= now) return "expired";
  return mayInviteAs(maker, invitation.role) ? "waiting" : "stopped";
}

/** A room that was deleted meanwhile has no name any more. */
async function roomNames(ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await database().select({ id: rooms.id, name: rooms.name }).from(rooms).where(inArray(rooms.id, ids));
  return new Map(rows.map((row) => [row.id, row.name]));
}
