import { sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { reactionKindsMax } from "@/lib/limits";
import { presentPerson } from "@/lib/people/data";
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
  await requireMessage(actor, input.messageId, "read");
  const rows = await database().execute<{
    emoji: string;
    id: string;
    username: string;
    display_name: string;
    avatar_key: string | null;
  }>(sql`
    select r.emoji, p.id, p.username, p.display_name, p.avatar_key
    from reactions r join persons p on p.id = r.person_id
    where r.message_id = ${input.messageId} order by r.created_at, p.id limit 10000`);
  const people = new Map<string, ReactionPeople>();
  for (const row of rows) {
    const of = people.get(row.emoji) ?? { emoji: row.emoji, people: [] };
    const { username, display_name: displayName, avatar_key: avatarKey } = row;
    of.people.push(presentPerson({ id: Number(row.id), username, displayName, avatarKey }));
    people.set(row.emoji, of);
  }
  return [...people.values()];
}
