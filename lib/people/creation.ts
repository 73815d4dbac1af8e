import { inTransaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { isAdmin, mayGrantRole } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { type MadePasswordLink, makePasswordLink } from "@/lib/auth/password-links";
import { hashPassword, requireGoodPassword } from "@/lib/auth/passwords";
import { requireProved } from "@/lib/auth/proofs";
import { forbidden, notFound } from "@/lib/errors";
import { enterRoomsForAll } from "@/lib/rooms/for-all";
import { putAllInto, tellAllJoined } from "@/lib/rooms/joining";
import { readWorkspace } from "@/lib/workspace/data";
import { insertPerson } from "./accounts";
import { getPerson } from "./data";
import type { CreatePerson, UserView } from "./schema";

/**
 * Makes an account for somebody, puts them into rooms, and makes the link by which they set their password, which is
 * mailed to them where letters can be sent.
 * @param origin scheme, host and port of this installation
 * @returns the person and, this once, the link
 * @throws AppError `forbidden` (`proveAgain` for an administrator's account), `conflict` at `username` or `email`, `invalid` for a bad password, `not_found` for a room
 */
export async function createPerson(
  actor: Actor,
  input: CreatePerson,
  origin: string,
  now = new Date(),
): Promise<{ user: UserView; link: MadePasswordLink }> {
  const role = input.role ?? "member";
  if (!mayGrantRole(actor, role)) throw forbidden();
  if (isAdmin({ role })) requireProved(actor, now);
  const company = await readWorkspace();
  if (!company) throw notFound();
  if (input.password !== undefined) requireGoodPassword(input.password, company, [input.username]);
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  // In one order for everybody, so that two who do the same wait for one another instead of for ever.
  const roomIds = [...new Set(input.room_ids ?? [])].sort((a, b) => a - b);
  const grants = await Promise.all(roomIds.map((id) => requireRoom(actor, id, "changeMembers")));
  const made = await inTransaction(async (tx) => {
    const { id } = await insertPerson(tx, {
      username: input.username,
      email: input.email,
      displayName: input.display_name ?? input.username,
      role,
      passwordHash,
      locale: company.locale,
      timeZone: actor.timeZone,
    });
    const joined = await enterRoomsForAll(tx, [id]);
    for (const grant of grants) {
      const came = await putAllInto(tx, grant, [id], "member", { addedBy: actor.personId });
      if (came) joined.push(came);
    }
    const link = await makePasswordLink(tx, id, actor.personId, { origin, letter: "welcome" }, now);
    await audit(tx, actor, {
      action: "person.created",
      personId: id,
      after: { username: input.username, email: input.email, role, rooms: roomIds },
    });
    return { id, link, joined };
  });
  await tellAllJoined(made.joined);
  return { user: await getPerson(actor, made.id), link: made.link };
}
