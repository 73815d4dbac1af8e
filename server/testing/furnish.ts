import { randomUUID } from "node:crypto";
import { mintToken } from "@/lib/auth/personal-tokens";
import { createInvitation } from "@/lib/invitations/mutations";
import { removeMember } from "@/lib/rooms/members";
import { createRoom } from "@/lib/rooms/mutations";
import { createWebhook } from "@/lib/webhooks/mutations";
import type { Caller, Place } from "./matrix";
import {
  attachedFile,
  deactivate,
  person,
  replyIn,
  roomOf,
  say,
  signInAgain,
  type TestPerson,
  whisperTo,
} from "./world";

/** A private room with its people, something to aim at, and the caller as they stand to it. */
export async function furnish(caller: Caller): Promise<{ place: Place; who: TestPerson | null }> {
  const [host, inside, outside, boss] = await Promise.all([
    person("host"),
    person("inside"),
    person("outside"),
    person("boss", "owner"),
  ]);
  const who = caller === "roomAdmin" ? host : await arrive(caller);
  const isIn = who && ["member", "removed", "deactivated"].includes(caller);
  const room = await roomOf(host, inside, ...(isIn ? [who] : []));
  const message = await say(inside, room, "said inside");
  const file = await attachedFile(inside, message);
  const whisper = await whisperTo(inside, room, host, "whispered inside");
  const reply = await replyIn(host, message, "replied inside");
  const [open, { invitation }, session, token, hook] = await Promise.all([
    createRoom(boss.actor, { name: "open", visibility: "open" }),
    createInvitation(boss.actor, {}, "http://localhost"),
    who ? signInAgain(who).then(({ sessionId }) => sessionId) : randomUUID(),
    who ? mintToken(who.actor, { name: "script" }).then(({ id }) => id) : 1,
    createWebhook(host.actor, { roomId: room.id, name: "GitLab" }, "http://localhost"),
  ]);
  if (who && caller === "removed") await removeMember(host.actor, { roomId: room.id, personId: who.id });
  if (who && caller === "deactivated") await deactivate(who);
  const place = {
    room: room.id,
    message: message.id,
    file,
    whisper: whisper.id,
    reply: reply.id,
    inside: inside.id,
    insideName: inside.actor.username,
    outside: outside.id,
    open: open.id,
    invite: invitation.id,
    session,
    token,
    hook: hook.id,
  };
  return { place, who };
}

function arrive(caller: Caller): Promise<TestPerson> | null {
  if (caller === "anonymous") return null;
  const role = caller === "guest" || caller === "admin" || caller === "owner" ? caller : "member";
  return person(caller.toLowerCase(), role);
}
