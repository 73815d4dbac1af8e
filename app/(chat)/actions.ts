"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { memberAction, memberForm } from "@/lib/action";
import { catalogue } from "@/lib/i18n";
import { commandWords } from "@/lib/i18n/commands";
import { say } from "@/lib/i18n/say";
import { postMessage } from "@/lib/messages/mutations";
import { findMemberInput, type MessageView, postMessageForm, postMessageInput } from "@/lib/messages/schema";
import { doTyped, findMember } from "@/lib/messages/typed";
import { getPerson } from "@/lib/people/data";
import { idSchema } from "@/lib/people/schema";
import { startDirect } from "@/lib/rooms/direct";
import { addMember, joinRoom, leaveRoom } from "@/lib/rooms/members";
import { createRoom } from "@/lib/rooms/mutations";
import { markAllRead, markUnread, restoreUnread } from "@/lib/rooms/readings";
import {
  createRoomInput,
  markUnreadInput,
  memberInput,
  restoreUnreadInput,
  roomInput,
  startDirectInput,
} from "@/lib/rooms/schema";
import { visitorLocale } from "@/lib/visitor";

export const postMessageAction = memberAction(postMessageInput, postMessage);

export const markUnreadAction = memberAction(markUnreadInput, markUnread);
export const markAllReadAction = memberAction(z.strictObject({}), markAllRead);
/** Without scripts there is no undo: one comes back to the list. */
export const markAllReadFormAction = memberForm(z.strictObject({}), markAllRead, async () => redirect("/"));
export const restoreUnreadAction = memberAction(restoreUnreadInput, restoreUnread);

const fromForm = z.coerce.number().pipe(idSchema);

/** The composer without scripts: does what was typed and comes back to the room's end; or comes back with what was typed. */
export const postMessageFormAction = memberForm(postMessageForm, doTyped, async (came) => {
  if (came.did === "say") redirect(streamOf(came.message));
  if (came.did === "leave") redirect(`/rooms/${came.roomId}/leave`);
  const locale = await visitorLocale();
  const words = commandWords[locale];
  if (came.did === "topic") return words.topicSet;
  return say(locale, came.added ? words.invited : words.invitedAlready, { name: came.person.display_name });
});

const streamOf = ({ room_id, thread_id }: MessageView) =>
  thread_id === null ? `/rooms/${room_id}` : `/rooms/${room_id}?thread=${thread_id}`;

/** Whom a whisper's `@name` means, for the page that is about to send it. */
export const findMemberAction = memberAction(findMemberInput, findMember);

export const createRoomAction = memberForm(createRoomInput, createRoom, async (room) => redirect(`/rooms/${room.id}`));

export const startDirectAction = memberForm(startDirectInput, startDirect, async ({ room }) =>
  redirect(`/rooms/${room.id}`),
);

export const joinRoomAction = memberForm(roomInput.extend({ roomId: fromForm }), joinRoom, async (room) =>
  redirect(`/rooms/${room.id}`),
);

/** Says who came in; the list is drawn anew without them. */
export const addMemberAction = memberForm(
  memberInput.extend({ roomId: fromForm, personId: fromForm }),
  async (actor, input) => {
    await addMember(actor, input);
    return getPerson(actor, input.personId);
  },
  async (person) => {
    revalidatePath("/rooms/[roomId]/add", "page");
    const locale = await visitorLocale();
    return say(locale, catalogue(locale).pages.addMembers.added, { name: person.display_name });
  },
);

export const leaveRoomAction = memberForm(roomInput.extend({ roomId: fromForm }), leaveRoom, async () => {
  revalidatePath("/", "layout");
  redirect("/");
});
