import type { Metadata } from "next";
import {
  addMembersAction,
  deleteRoomAction,
  editRoomAction,
  removeMembersAction,
  setMembershipEndAction,
} from "@/app/admin/rooms/actions";
import { readAsked } from "@/app/admin/rooms/confirm/asked";
import { ConfirmRoom } from "@/components/rooms/confirm-room";
import { catalogue } from "@/lib/i18n";
import { requireVisitor, visitorPath } from "@/lib/visitor";

type Props = PageProps<"/rooms/[roomId]/confirm">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor(await visitorPath())).locale).admin.rooms.settings };
}

/** The same questions for a room's own admins, within the chat. */
export default async function ConfirmInRoomPage({ params, searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <ConfirmRoom
        {...(await readAsked(actor, await searchParams, (await params).roomId, "room"))}
        words={catalogue(actor.locale).admin}
        locale={actor.locale}
        from="room"
        actions={{
          edit: editRoomAction,
          remove: deleteRoomAction,
          add: addMembersAction,
          takeOut: removeMembersAction,
          end: setMembershipEndAction,
        }}
      />
    </div>
  );
}
