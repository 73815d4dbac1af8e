import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { JoinRoom } from "@/components/rooms/join-room";
import type { Actor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { idSchema } from "@/lib/people/schema";
import { seeRoom } from "@/lib/rooms/opening";
import type { RoomView } from "@/lib/rooms/schema";
import { requireVisitor } from "@/lib/visitor";
import { joinRoomAction } from "../../../actions";

type Props = PageProps<"/rooms/[roomId]/join">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { roomId } = await params;
  return { title: (await roomSeen(await requireVisitor(`/rooms/${roomId}`), roomId)).name };
}

/** An open room that one is not in yet. */
export default async function JoinPage({ params }: Props) {
  const { roomId } = await params;
  const actor = await requireVisitor(`/rooms/${roomId}`);
  const room = await roomSeen(actor, roomId);
  if (room.my_role !== null) redirect(`/rooms/${room.id}`);
  return <JoinRoom room={room} words={catalogue(actor.locale).pages} action={joinRoomAction} />;
}

async function roomSeen(actor: Actor, roomId: string): Promise<RoomView> {
  const id = idSchema.safeParse(Number(roomId));
  if (!id.success) notFound();
  try {
    return (await seeRoom(actor, id.data)).room;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
}
