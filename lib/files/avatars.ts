import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { notFound } from "@/lib/errors";
import { getPerson } from "@/lib/people/data";
import { readPicture } from "./pictures";

/** The bytes (WebP) of somebody's picture. @throws AppError `not_found` where there is none, or no person to see */
export async function readAvatar(actor: Actor, personId: number): Promise<Buffer> {
  await getPerson(actor, personId);
  const [row] = await database()
    .select({ key: persons.avatarKey })
    .from(persons)
    .where(eq(persons.id, personId))
    .limit(1);
  if (!row?.key) throw notFound();
  return readPicture("avatars", row.key);
}
