import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { deletePicture, storePicture } from "@/lib/files/pictures";
import { getMe, getPerson } from "./data";
import type { EditProfile, MeView, UserView } from "./schema";

/** Changes what is given and leaves the rest. */
export async function editProfile(actor: Actor, input: EditProfile): Promise<MeView> {
  const changes = {
    displayName: input.display_name,
    statusText: input.status_text,
    locale: input.locale,
    theme: input.theme,
    timeZone: input.time_zone,
  };
  if (Object.values(changes).some((value) => value !== undefined))
    await database().update(persons).set(changes).where(eq(persons.id, actor.personId));
  return getMe(actor);
}

/** @throws AppError `invalid` for what is no picture, `too_large` beyond the limits */
export async function changeAvatar(actor: Actor, picture: Uint8Array): Promise<UserView> {
  await replaceAvatar(actor, await storePicture("avatars", picture));
  return getPerson(actor, actor.personId);
}

export async function removeAvatar(actor: Actor): Promise<UserView> {
  await replaceAvatar(actor, null);
  return getPerson(actor, actor.personId);
}

async function replaceAvatar(actor: Actor, key: string | null): Promise<void> {
  const [before] = await database()
    .select({ key: persons.avatarKey })
    .from(persons)
    .where(eq(persons.id, actor.personId))
    .limit(1);
  await database().update(persons).set({ avatarKey: key }).where(eq(persons.id, actor.personId));
  if (before?.key) await deletePicture("avatars", before.key);
}
