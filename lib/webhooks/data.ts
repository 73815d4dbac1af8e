import { and, asc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { database } from "@/db/client";
import { persons, webhooks } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { hashSecret } from "@/lib/auth/secrets";
import { notFound } from "@/lib/errors";
import { webhooksPerRoomMax } from "@/lib/limits";
import { presentPerson } from "@/lib/people/data";
import type { NamedWebhook, WebhookView } from "./schema";

const bots = alias(persons, "bots");
const makers = alias(persons, "makers");

const faceOf = (person: typeof bots | typeof makers) => ({
  id: person.id,
  username: person.username,
  displayName: person.displayName,
  avatarKey: person.avatarKey,
  role: person.role,
});

/** The webhooks of a room, the oldest first; `webhooks_of_room` serves it. @throws AppError `not_found`, `forbidden` */
export async function listWebhooks(actor: Actor, { roomId }: { roomId: number }): Promise<WebhookView[]> {
  await requireRoom(actor, roomId, "manage");
  return readWebhooks(roomId);
}

/** @throws AppError `not_found`, `forbidden` */
export async function getWebhook(actor: Actor, { roomId, hookId }: NamedWebhook): Promise<WebhookView> {
  const found = (await listWebhooks(actor, { roomId })).find(({ id }) => id === hookId);
  if (!found) throw notFound();
  return found;
}

/** For verbs that have asked. */
export async function readWebhooks(roomId: number): Promise<WebhookView[]> {
  const rows = await database()
    .select({
      id: webhooks.id,
      roomId: webhooks.roomId,
      name: webhooks.name,
      createdAt: webhooks.createdAt,
      lastUsedAt: webhooks.lastUsedAt,
      bot: faceOf(bots),
      maker: faceOf(makers),
      works: sql<boolean>`bots.active and exists (select 1 from memberships m
        where m.room_id = ${webhooks.roomId} and m.person_id = bots.id and ${isCurrent("m")})`,
    })
    .from(webhooks)
    .innerJoin(bots, eq(bots.id, webhooks.botId))
    .innerJoin(makers, eq(makers.id, webhooks.createdBy))
    .where(eq(webhooks.roomId, roomId))
    .orderBy(asc(webhooks.id))
    .limit(webhooksPerRoomMax);
  return rows.map((row) => ({
    id: row.id,
    room_id: row.roomId,
    name: row.name,
    bot: presentPerson(row.bot),
    created_by: presentPerson(row.maker),
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    works: row.works,
  }));
}

/** Which webhook an address names, or null; `webhooks_token` serves it. */
export async function findWebhook(token: string): Promise<{ id: number; roomId: number; botId: number } | null> {
  const [row] = await database()
    .select({ id: webhooks.id, roomId: webhooks.roomId, botId: webhooks.botId })
    .from(webhooks)
    .where(and(eq(webhooks.tokenHash, hashSecret(token))))
    .limit(1);
  return row ?? null;
}
