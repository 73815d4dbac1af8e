import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { RoomGrant } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { mentionsPerMessageMax, relayLeaseMs } from "@/lib/limits";
import { presentPerson } from "@/lib/people/data";
import type { PersonRef } from "@/lib/people/schema";
import { type MentionNames, namesIn } from "./markdown";

export interface Called {
  names: MentionNames;
  /** Whom the message counts as unread mention for; never its author. */
  personIds: number[];
}

const nobody: Called = { names: new Map(), personIds: [] };

/** The room's people whom a text names; `@all` names every member, `@here` those who are online. */
export async function whoIsCalled(grant: RoomGrant<"post">, text: string): Promise<Called> {
  if (!text.includes("@")) return nobody;
  const found = namesIn(text);
  const usernames = found.usernames.slice(0, mentionsPerMessageMax);
  if (usernames.length === 0 && !found.everyone && !found.present) return nobody;
  const rows = await database().execute<{
    id: string;
    username: string;
    display_name: string;
    avatar_key: string | null;
    role: string;
  }>(sql`
    select p.id, p.username, p.display_name, p.avatar_key, p.role
    from memberships m join persons p on p.id = m.person_id
    where m.room_id = ${grant.room.id} and ${isCurrent("m")} and p.active and (
      ${found.everyone} or p.username = any(${sql`array(select json_array_elements_text(${JSON.stringify(usernames)}::json))`}::citext[])
      or (${found.present} and exists (
        select 1 from presences s join relays r on r.id = s.relay_id
        where s.person_id = p.id and s.status = 'online'
          and r.beat_at > now() - ${`${relayLeaseMs} milliseconds`}::interval)))`);
  const people = [...rows].map((row) =>
    presentPerson({
      id: Number(row.id),
      username: row.username,
      displayName: row.display_name,
      avatarKey: row.avatar_key,
      role: row.role,
    }),
  );
  return {
    names: new Map(people.map((person) => [person.username.toLowerCase(), person])),
    // A program reads nothing: nothing waits for it.
    personIds: people.filter(({ id, bot }) => !bot && id !== grant.actor.personId).map(({ id }) => id),
  };
}

/** The room's member of that user name; `persons_username` and the primary key of memberships serve it. */
export async function memberCalled(grant: RoomGrant<"read">, username: string): Promise<PersonRef | null> {
  const [row] = await database().execute<{
    id: string;
    username: string;
    display_name: string;
    avatar_key: string | null;
  }>(sql`
    select p.id, p.username, p.display_name, p.avatar_key
    from persons p join memberships m on m.person_id = p.id
    where p.username = ${username}::citext and p.active and m.room_id = ${grant.room.id} and ${isCurrent("m")} limit 1`);
  return row
    ? presentPerson({
        id: Number(row.id),
        username: row.username,
        displayName: row.display_name,
        avatarKey: row.avatar_key,
      })
    : null;
}
