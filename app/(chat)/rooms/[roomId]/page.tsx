import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { placeOf } from "@/components/messages/actions/place";
import { Toolbar } from "@/components/messages/composer/toolbar";
import { WithToolbar } from "@/components/messages/composer/with-toolbar";
import { RoomView } from "@/components/messages/room-view";
import type { GivenThread } from "@/components/messages/use-open-thread";
import type { Actor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { getMessage } from "@/lib/messages/data";
import { draftIn } from "@/lib/messages/drafts";
import { arriveInThread } from "@/lib/messages/following";
import { listPins } from "@/lib/messages/pins";
import type { MessageView, ReadThread } from "@/lib/messages/schema";
import { idSchema } from "@/lib/people/schema";
import { listMembers } from "@/lib/rooms/data";
import { openRoom, seeRoom } from "@/lib/rooms/opening";
import { requireVisitor } from "@/lib/visitor";
import { leaveRoomAction, postMessageFormAction } from "../../actions";

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
  const asked = { around: place.parse(query.m), before: place.parse(query.before), after: place.parse(query.after) };
  const rootId = place.parse(query.thread);
  const here = `/rooms/${roomId}`;
  const actor = await requireVisitor(addressOf(here, { thread: rootId, m: asked.around }));
  const seen = await visibleRoom(actor, roomId);
  // Beside the room a thread is paged, and the room stands where one has read on.
  const wanted: Partial<typeof asked> = rootId === undefined ? asked : {};
  const opened = await openRoom(seen, wanted);
  const thread = opened && rootId !== undefined ? await openedThread(actor, seen.room.id, { rootId, ...asked }) : null;
  if (opened && rootId !== undefined && !thread) redirect(here);
  if (opened && wanted.around !== undefined) await leadToThread(actor, opened.page.items, wanted.around);
  if (!opened) redirect(`${here}/join`);
  return (
    <WithToolbar toolbar={<Toolbar locale={actor.locale} />}>
      <RoomView
        key={`${seen.room.id} ${wanted.around} ${wanted.before} ${wanted.after}`}
        room={seen.room}
        page={opened.page}
        lastSeq={seen.room.last_message?.seq ?? 0}
        readers={opened.readers}
        draft={opened.draft}
        targetId={wanted.around ?? null}
        clientId={randomUUID()}
        threads={opened.threads}
        thread={thread}
        pins={{
          ids: opened.pins,
          items: query.panel === "pins" ? await listPins(actor, { roomId: seen.room.id }) : null,
        }}
        members={query.panel === "members" ? await listMembers(actor, { roomId: seen.room.id }) : null}
        mayAdd={opened.mayAdd}
        formAction={postMessageFormAction}
        leaveAction={leaveRoomAction}
      />
    </WithToolbar>
  );
}

const addressOf = (path: string, params: Record<string, number | undefined>) => {
  const given = Object.entries(params).flatMap(([name, id]) => (id === undefined ? [] : [[name, String(id)]]));
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
};

/** @returns null for what is no thread of this room, or not to be seen */
async function openedThread(actor: Actor, roomId: number, asked: ReadThread): Promise<GivenThread | null> {
  const thread = await arriveInThread(actor, asked).catch(nothingSeen);
  if (!thread || thread.root.room_id !== roomId) return null;
  const draft = await draftIn({ personId: actor.personId, roomId, threadId: thread.root.id });
  return { ...thread, draft, targetId: asked.around ?? null, clientId: randomUUID() };
}

/** A link to a reply says nothing of its thread. */
async function leadToThread(actor: Actor, shown: MessageView[], messageId: number): Promise<void> {
  if (shown.some(({ id }) => id === messageId)) return;
  const message = await getMessage(actor, messageId).catch(nothingSeen);
  if (message?.thread_id) redirect(placeOf(message));
}

function nothingSeen(error: unknown): null {
  if (error instanceof AppError && error.code === "not_found") return null;
  throw error;
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
