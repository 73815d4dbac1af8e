import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { RoomView } from "@/components/messages/room-view";
import { JoinRoom } from "@/components/rooms/join-room";
import type { Actor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { listPins } from "@/lib/messages/pins";
import { idSchema } from "@/lib/people/schema";
import { listMembers } from "@/lib/rooms/data";
import { openRoom, seeRoom } from "@/lib/rooms/opening";
import { requireVisitor } from "@/lib/visitor";
import { joinRoomAction, leaveRoomAction, postMessageFormAction } from "../../actions";

type Props = PageProps<"/rooms/[roomId]">;

const place = z.coerce.number().pipe(idSchema).optional().catch(undefined);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { roomId } = await params;
  const actor = await requireVisitor(`/rooms/${roomId}`);
  return { title: (await visibleRoom(actor, roomId)).room.name };
}

export default async function RoomPage({ params, searchParams }: Props) {
  const { roomId } = await params;
  const query = await searchParams;
  const wanted = { around: place.parse(query.m), before: place.parse(query.before), after: place.parse(query.after) };
  const here = `/rooms/${roomId}`;
  const actor = await requireVisitor(wanted.around ? `${here}?m=${wanted.around}` : here);
  const seen = await visibleRoom(actor, roomId);
  const opened = await openRoom(seen, wanted);
  if (!opened) return <JoinRoom room={seen.room} words={catalogue(actor.locale).pages} action={joinRoomAction} />;
  return (
    <RoomView
      key={`${seen.room.id} ${wanted.around} ${wanted.before} ${wanted.after}`}
      room={seen.room}
      page={opened.page}
      lastSeq={seen.room.last_message?.seq ?? 0}
      readers={opened.readers}
      draft={opened.draft}
      targetId={wanted.around ?? null}
      clientId={randomUUID()}
      pins={{
        ids: opened.pins,
        items: query.panel === "pins" ? await listPins(actor, { roomId: seen.room.id }) : null,
      }}
      members={query.panel === "members" ? await listMembers(actor, { roomId: seen.room.id }) : null}
      mayAdd={opened.mayAdd}
      formAction={postMessageFormAction}
      leaveAction={leaveRoomAction}
    />
  );
}

/** The title and the page ask for the same room: it is read once. */
const visibleRoom = cache(async (actor: Actor, roomId: string) => {
  const id = place.parse(roomId);
  if (id === undefined) notFound();
  try {
    return await seeRoom(actor, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
});
