import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { RoomView } from "@/components/messages/room-view";
import { JoinRoom } from "@/components/rooms/join-room";
import type { Actor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { readMessages } from "@/lib/messages/data";
import { idSchema } from "@/lib/people/schema";
import { getRoom, listMembers } from "@/lib/rooms/data";
import { mayAddTo } from "@/lib/rooms/members";
import { readersOf } from "@/lib/rooms/readings";
import type { RoomView as Room } from "@/lib/rooms/schema";
import { requireVisitor } from "@/lib/visitor";
import { joinRoomAction, leaveRoomAction, postMessageFormAction } from "../../actions";

type Props = PageProps<"/rooms/[roomId]">;

const place = z.coerce.number().pipe(idSchema).optional().catch(undefined);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { roomId } = await params;
  const actor = await requireVisitor(`/rooms/${roomId}`);
  return { title: (await visibleRoom(actor, roomId)).name };
}

export default async function RoomPage({ params, searchParams }: Props) {
  const { roomId } = await params;
  const query = await searchParams;
  const wanted = { m: place.parse(query.m), before: place.parse(query.before), after: place.parse(query.after) };
  const here = `/rooms/${roomId}`;
  const actor = await requireVisitor(wanted.m ? `${here}?m=${wanted.m}` : here);
  const room = await visibleRoom(actor, roomId);
  if (room.my_role === null)
    return <JoinRoom room={room} words={catalogue(actor.locale).pages} action={joinRoomAction} />;
  const [page, readers, members, mayAdd] = await Promise.all([
    openingPage(actor, room, wanted),
    readersOf(actor, room.id),
    query.panel === "members" ? listMembers(actor, { roomId: room.id }) : null,
    mayAddTo(actor, room.id),
  ]);
  return (
    <RoomView
      key={`${room.id} ${wanted.m} ${wanted.before} ${wanted.after}`}
      room={room}
      page={page}
      lastSeq={room.last_message?.seq ?? 0}
      readers={readers}
      targetId={wanted.m ?? null}
      clientId={randomUUID()}
      members={members}
      mayAdd={mayAdd}
      formAction={postMessageFormAction}
      leaveAction={leaveRoomAction}
    />
  );
}

/** The linked message, or a page of history, or the first unread one, or the end. A place that is gone is the end. */
async function openingPage(actor: Actor, room: Room, wanted: { m?: number; before?: number; after?: number }) {
  const { m, before, after } = wanted;
  const unread = room.unread.first_unread_id ?? undefined;
  const around = m ?? (before === undefined && after === undefined ? unread : undefined);
  try {
    return await readMessages(actor, { roomId: room.id, around, before, after });
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return readMessages(actor, { roomId: room.id });
    throw error;
  }
}

async function visibleRoom(actor: Actor, roomId: string): Promise<Room> {
  const id = place.parse(roomId);
  if (id === undefined) notFound();
  try {
    return await getRoom(actor, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
}
