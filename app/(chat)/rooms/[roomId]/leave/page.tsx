import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Form, Submit } from "@/components/ui/form";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { idSchema } from "@/lib/people/schema";
import { getRoom } from "@/lib/rooms/data";
import { mayLeaveRoom } from "@/lib/rooms/members";
import { requireVisitor } from "@/lib/visitor";
import { leaveRoomAction } from "../../../actions";

type Props = PageProps<"/rooms/[roomId]/leave">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireVisitor(`/rooms/${(await params).roomId}/leave`);
  return { title: catalogue(actor.locale).live.room.leave };
}

/** Where `/leave` asks before it is done. */
export default async function LeavePage({ params }: Props) {
  const { roomId } = await params;
  const actor = await requireVisitor(`/rooms/${roomId}/leave`);
  const id = idSchema.safeParse(Number(roomId));
  if (!id.success || !(await mayLeaveRoom(actor, id.data))) notFound();
  const room = await getRoom(actor, id.data);
  const { live, pages } = catalogue(actor.locale);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page">
        <h1 className="page-title">{live.room.leave}</h1>
        <p className="page-lead">{say(actor.locale, live.room.leaveSure, { room: room.name })}</p>
        <Form action={leaveRoomAction} className="flex flex-wrap gap-2">
          <input type="hidden" name="roomId" value={room.id} />
          <Submit className="button button-danger">{live.room.leave}</Submit>
          <Link href={`/rooms/${room.id}`} className="button">
            {pages.newRoom.cancel}
          </Link>
        </Form>
      </div>
    </div>
  );
}
