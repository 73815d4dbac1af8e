import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { database, inTransaction } from "@/db/client";
import { webhooks } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { audit } from "@/lib/audit";
import { countAttempt } from "@/lib/auth/attempts";
import { hashSecret, newSecret } from "@/lib/auth/secrets";
import { botActor } from "@/lib/auth/sessions";
import { AppError, notFound } from "@/lib/errors";
import { webhooksPerRoomMax } from "@/lib/limits";
import { postMessage } from "@/lib/messages/mutations";
import { putAllInto, tellAllJoined } from "@/lib/rooms/joining";
import { takeAllOut, tellAllLeft } from "@/lib/rooms/leaving";
import { readWorkspace } from "@/lib/workspace/data";
import { insertBot, shutOff } from "./bots";
import { findWebhook, readWebhooks } from "./data";
import { readPayload } from "./payloads";
import type { CreateWebhook, NamedWebhook, WebhookView } from "./schema";

/**
 * Makes an address that posts into the room, with a bot of its own that everybody sees among the members.
 * @param origin scheme, host and port of this installation
 * @returns it with its address, this once
 * @throws AppError `not_found`, `forbidden` (also for an archived room), `conflict` (`tooManyWebhooks`)
 */
export async function createWebhook(
  actor: Actor,
  input: CreateWebhook,
  origin: string,
): Promise<WebhookView & { url: string }> {
  const { room } = await requireRoom(actor, input.roomId, "manage");
  if (room.archived) throw new AppError("forbidden", "roomArchived");
  const company = await readWorkspace();
  const token = newSecret();
  const { name } = input;
  const { id, joined } = await inTransaction(async (tx) => {
    const bot = await insertBot(tx, name, company?.locale ?? "en");
    const joined = await putAllInto(tx, room.id, [bot.id], "member", { addedBy: actor.personId });
    // Under the room's lock, which the bot's coming has taken.
    if ((await tx.$count(webhooks, eq(webhooks.roomId, room.id))) >= webhooksPerRoomMax)
      throw new AppError("conflict", "tooManyWebhooks");
    const [row] = await tx
      .insert(webhooks)
      .values({ roomId: room.id, botId: bot.id, name, tokenHash: hashSecret(token), createdBy: actor.personId })
      .returning({ id: webhooks.id });
    if (!row) throw new Error("a webhook was not written");
    await audit(tx, actor, { action: "webhook.created", roomId: room.id, personId: bot.id, subject: name });
    return { ...row, joined };
  });
  if (joined) await tellAllJoined([joined]);
  const made = (await readWebhooks(room.id)).find((one) => one.id === id);
  if (!made) throw notFound();
  return { ...made, url: `${origin}/hooks/${token}` };
}

/** Nothing comes by it any more; its bot leaves the room. What it said stays. @throws AppError `not_found`, `forbidden` */
export async function deleteWebhook(actor: Actor, { roomId, hookId }: NamedWebhook, now = new Date()): Promise<void> {
  const { room } = await requireRoom(actor, roomId, "manage");
  const left = await inTransaction(async (tx) => {
    const [row] = await tx
      .delete(webhooks)
      .where(and(eq(webhooks.id, hookId), eq(webhooks.roomId, room.id)))
      .returning({ botId: webhooks.botId, name: webhooks.name });
    if (!row) throw notFound();
    const left = await takeAllOut(tx, room.id, [row.botId]);
    await shutOff(tx, [row.botId], now);
    await audit(tx, actor, { action: "webhook.deleted", roomId: room.id, personId: row.botId, subject: row.name });
    return left;
  });
  if (left) await tellAllLeft([left]);
}

/**
 * Says something by a webhook, as its bot. What was sent is read only when the address is known to be one.
 * @throws AppError `not_found` for an address that there is not, or whose bot was taken out of the room; `forbidden`
 * (archived), `rate_limited`, and what reading throws
 */
export async function postByWebhook(token: string, read: () => Promise<unknown>, now = new Date()): Promise<void> {
  const hook = await findWebhook(token);
  const actor = hook && (await botActor(hook.botId));
  if (!hook || !actor) throw notFound();
  await countAttempt("hookPosts", String(hook.id));
  const { text, saidAs } = readPayload(await read(), actor.locale);
  await postMessage(actor, { roomId: hook.roomId, text, clientId: randomUUID() }, { saidAs });
  await database().update(webhooks).set({ lastUsedAt: now }).where(eq(webhooks.id, hook.id));
}
