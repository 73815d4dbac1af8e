import { sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type PageAsked, pageOf } from "@/lib/cursor";
import { AppError } from "@/lib/errors";
import { reactionKindsMax } from "@/lib/limits";
import { presentPerson } from "@/lib/people/data";
import type { Page } from "@/lib/people/schema";
import { changeMessage } from "./changing";
import { requireMessage } from "./data";
import type { Reaction, ReactionPeople } from "./schema";

/**
 * Puts one's sign under a message; saying it twice does nothing more.
 * @throws AppError `not_found`, `conflict` (deleted, `tooManyReactions`)
 */
export async function react(actor: Actor, { messageId, emoji }: Reaction): Promise<void> {
  const found = await requireMessage(actor, messageId, "post");
  const { message } = found;
  await changeMessage(found, {
    set: async (tx) => {
      await requireRoomFor(tx, messageId, emoji);
      const put = await tx.execute(sql`
        insert into reactions (message_id, person_id, emoji, author_id)
        values (${messageId}, ${actor.personId}, ${emoji}, ${message.author.id}) on conflict do nothing returning 1`);
      return put.length > 0 ? unchanged : null;
    },
  });
}

/** Takes one's sign away; where it is not, nothing happens. @throws AppError `not_found`, `conflict` (deleted) */
export async function unreact(actor: Actor, { messageId, emoji }: Reaction): Promise<void> {
  const found = await requireMessage(actor, messageId, "post");
  await changeMessage(found, {
    set: async (tx) => {
      const taken = await tx.execute(sql`
        delete from reactions where message_id = ${messageId} and person_id = ${actor.personId} and emoji = ${emoji}
        returning 1`);
      return taken.length > 0 ? unchanged : null;
    },
  });
}

/** The row itself stays; what hangs on it is another. */
const unchanged = sql`pinned = pinned`;

async function requireRoomFor(tx: Transaction, messageId: number, emoji: string): Promise<void> {
  const [row] = await tx.execute<{ kinds: string }>(sql`
    select count(distinct emoji) as kinds from reactions where message_id = ${messageId} and emoji <> ${emoji}`);
  if (Number(row?.kinds) >= reactionKindsMax) throw new AppError("conflict", "tooManyReactions");
}

/**
 * Who put which sign, those who came first first; the primary key of reactions serves it.
 * @throws AppError `not_found` for whoever does not see the message
 */
export async function whoReacted(actor: Actor, input: { messageId: number }): Promise<ReactionPeople[]> {
  return (await reactionsSince(actor, input.messageId)).map(({ reaction }) => reaction);
}

/** The same page by page. @throws AppError `not_found`, `invalid` (cursor) */
export async function pageReactions(
  actor: Actor,
  { messageId, ...asked }: PageAsked & { messageId: number },
): Promise<Page<ReactionPeople>> {
  const signs = await reactionsSince(actor, messageId);
  const page = pageOf(signs, asked, ({ since, reaction }) => ({ name: `${since} ${reaction.emoji}`, id: 0 }));
  return { ...page, items: page.items.map(({ reaction }) => reaction) };
}

async function reactionsSince(actor: Actor, messageId: number): Promise<{ since: string; reaction: ReactionPeople }[]> {
  await requireMessage(actor, messageId, "read");
  const rows = await database().execute<{
    emoji: string;
    since: string;
    id: string;
    username: string;
    display_name: string;
    avatar_key: string | null;
  }>(sql`
    select r.emoji, r.created_at as since, p.id, p.username, p.display_name, p.avatar_key
    from reactions r join persons p on p.id = r.person_id
    where r.message_id = ${messageId} order by r.created_at, p.id limit 10000`);
  const signs = new Map<string, { since: string; reaction: ReactionPeople }>();
  for (const row of rows) {
    const since = new Date(row.since).toISOString();
    const sign = signs.get(row.emoji) ?? { since, reaction: { emoji: row.emoji, people: [] } };
    const { username, display_name: displayName, avatar_key: avatarKey } = row;
    sign.reaction.people.push(presentPerson({ id: Number(row.id), username, displayName, avatarKey }));
    signs.set(row.emoji, sign);
  }
  return [...signs.values()];
}
