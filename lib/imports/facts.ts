import { eq, sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import { persons, rooms } from "@/db/schema";
import { importRoomsMax } from "@/lib/limits";
import type { Facts } from "./checks";
import { plainly } from "./sheet";

/** Of people those whom the names and addresses may clash with; `persons_username_skeleton` and `persons_email` serve it. */
export async function readFacts(skeletons: string[], emails: string[], tx?: Transaction): Promise<Facts> {
  const found = await (tx ?? database())
    .select({ username: persons.username, skeleton: persons.usernameSkeleton, email: persons.email })
    .from(persons)
    .where(sql`${persons.usernameSkeleton} in (select json_array_elements_text(${JSON.stringify(skeletons)}::json))
      or ${persons.email} in (select json_array_elements_text(${JSON.stringify(emails)}::json)::citext)`);
  return {
    usernames: new Map(found.map((row) => [row.skeleton, row.username])),
    emails: new Set(found.map((row) => row.email.toLowerCase())),
    rooms: await roomsByName(tx),
  };
}

/** All rooms, since names are compared without regard to case by the rules of Unicode. */
async function roomsByName(tx?: Transaction): Promise<Facts["rooms"]> {
  const rows = await (tx ?? database())
    .select({ id: rooms.id, name: rooms.name, archivedAt: rooms.archivedAt })
    .from(rooms)
    .where(eq(rooms.kind, "room"))
    .orderBy(rooms.id)
    .limit(importRoomsMax);
  const byName: Facts["rooms"] = new Map();
  for (const { id, name, archivedAt } of rows) {
    const key = plainly(name);
    byName.set(key, [...(byName.get(key) ?? []), { id, archived: archivedAt !== null }]);
  }
  return byName;
}
