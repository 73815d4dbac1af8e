import type { ReactNode } from "react";
import { LiveProvider } from "@/components/live/provider";
import { Shell } from "@/components/rooms/shell";
import { catalogue } from "@/lib/i18n";
import { inboxState } from "@/lib/inbox/data";
import { draftPlacesOf } from "@/lib/messages/drafts";
import { presenceOf } from "@/lib/people/data";
import { listMyRooms } from "@/lib/rooms/data";
import { currentCompany, requireVisitor, visitorPath } from "@/lib/visitor";
import {
  findMemberAction,
  markAllReadAction,
  markAllReadFormAction,
  markUnreadAction,
  postMessageAction,
  restoreUnreadAction,
} from "./actions";
import {
  deleteMessageAction,
  editMessageAction,
  followThreadAction,
  followThreadFormAction,
  pinMessageAction,
  reactAction,
  savedAmongAction,
  saveMessageAction,
  unpinMessageAction,
  unreactAction,
  unsaveMessageAction,
} from "./messages/actions";

/** The list of rooms and the one socket, around every page of the chat. Each page proves who looks by itself. */
export default async function ChatLayout({ children }: { children: ReactNode }) {
  const actor = await requireVisitor(await visitorPath());
  const [company, rooms, drafts, inbox] = await Promise.all([
    currentCompany(),
    listMyRooms(actor),
    draftPlacesOf(actor.personId),
    inboxState(actor),
  ]);
  const peers = rooms.flatMap((room) => room.people.map((person) => person.id));
  return (
    <LiveProvider
      viewer={{
        person: {
          id: actor.personId,
          username: actor.username,
          display_name: actor.displayName,
          avatar_url: actor.avatarUrl,
        },
        role: actor.role,
        locale: actor.locale,
        timeZone: actor.timeZone,
      }}
      words={catalogue(actor.locale).live}
      rooms={rooms}
      presence={await presenceOf(peers)}
      drafts={drafts}
      inbox={inbox}
      now={Date.now()}
      fileBytesMax={company?.file_bytes_max ?? 0}
      postMessage={postMessageAction}
      acts={{
        message: {
          edit: editMessageAction,
          remove: deleteMessageAction,
          react: reactAction,
          unreact: unreactAction,
          pin: pinMessageAction,
          unpin: unpinMessageAction,
          save: saveMessageAction,
          unsave: unsaveMessageAction,
          savedAmong: savedAmongAction,
        },
        followThread: followThreadAction,
        followThreadForm: followThreadFormAction,
        findMember: findMemberAction,
        markUnread: markUnreadAction,
        markAllRead: markAllReadAction,
        markAllReadForm: markAllReadFormAction,
        restoreUnread: restoreUnreadAction,
      }}
    >
      <Shell company={company && { name: company.name, mark_url: company.mark_url }}>{children}</Shell>
    </LiveProvider>
  );
}
