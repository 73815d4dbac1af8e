"use client";

import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { DropTarget } from "@/components/files/drop-target";
import { useUploads } from "@/components/files/use-uploads";
import { useLive, useSidebar } from "@/components/live/provider";
import { useKey } from "@/components/live/use-key";
import { type FormCall, MembersPanel } from "@/components/rooms/members-panel";
import { RoomHead } from "@/components/rooms/room-head";
import { type FileView, namesOf } from "@/lib/files/schema";
import { actionOf } from "@/lib/messages/commands";
import type { Outgoing } from "@/lib/messages/outbox";
import { timelineRows } from "@/lib/messages/rows";
import type { DraftView, MessagePage } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";
import type { MemberView, RoomView as Room } from "@/lib/rooms/schema";
import { Composer } from "./composer";
import { FirstUnreadPill, useFirstUnread } from "./first-unread";
import { isAtEnd } from "./keep-place";
import { Log } from "./log";
import { SeenBy } from "./seen-by";
import { TypingLine } from "./typing-line";
import { DraftSeed } from "./use-draft";
import { useReading } from "./use-reading";
import { useTimeline } from "./use-timeline";

interface Props {
  room: Room;
  page: MessagePage;
  lastSeq: number;
  readers: { person: PersonRef; seq: number }[];
  targetId: number | null;
  /** What is half written here. */
  draft: DraftView;
  clientId: string;
  /** The members, where the panel was asked for in the address. */
  members: MemberView[] | null;
  mayAdd: boolean;
  formAction: FormCall;
  leaveAction: FormCall;
}

const nothingOutgoing: readonly Outgoing[] = [];

/** A room as one reads and writes in it. */
export function RoomView(props: Props) {
  const { viewer, clock, words, say, outbox, socket, visits } = useLive();
  const sidebar = useSidebar();
  const room = sidebar.rooms.get(props.room.id) ?? props.room;
  const log = useRef<HTMLElement>(null);
  const { timeline, load, toNewest, toMessage, failed } = useTimeline({
    roomId: room.id,
    viewerId: viewer.person.id,
    version: props.room.version,
    page: props.page,
    lastSeq: props.lastSeq,
    readers: props.readers,
  });
  const [membersShown, setMembersShown] = useState(props.members !== null);
  const [visit] = useState(() => visits.enter(props.room.id, lineOf(props.room)));
  const newAfterSeq = useSyncExternalStore(visit.watch, visit.line, visit.line)?.afterSeq ?? null;
  const [below, setBelow] = useState<{ shown: boolean; fromSeq: number }>({ shown: false, fromSeq: props.lastSeq });
  const waiting = useSyncExternalStore(outbox.watch, outbox.items, () => nothingOutgoing);
  const told = useMemo(() => new Set(timeline.messages.map((message) => message.client_id)), [timeline.messages]);
  const outgoing = waiting.filter((one) => one.roomId === room.id && !told.has(one.clientId));
  const rows = useMemo(
    () => timelineRows(timeline.messages, clock, { newAfterSeq, viewerId: viewer.person.id }),
    [timeline.messages, clock, newAfterSeq, viewer.person.id],
  );
  const people = useMemo(() => {
    const known = new Map(props.readers.map(({ person }) => [person.id, person]));
    for (const person of room.people) known.set(person.id, person);
    for (const message of timeline.messages) known.set(message.author.id, message.author);
    return known;
  }, [props.readers, room.people, timeline.messages]);

  const last = timeline.messages.at(-1);
  const { lastSeq, messages } = timeline;
  const report = useReading(visit, log, props.room.last_read_seq, { lastKey: last?.client_id, lastSeq });
  const firstUnread = useFirstUnread({ visit, log, messages, toMessage });
  const { look } = firstUnread;
  const onScroll = useCallback(() => {
    report();
    look();
    const away = log.current !== null && !isAtEnd(log.current);
    setBelow((before) => (before.shown === away ? before : { shown: away, fromSeq: timeline.lastSeq }));
  }, [report, look, timeline.lastSeq]);

  const toEnd = useCallback(async () => {
    const end = timeline.hasAfter ? await toNewest() : last;
    log.current?.scrollTo({ top: 0 });
    return end;
  }, [timeline.hasAfter, toNewest, last]);
  useKey("readRoom", async () => {
    visit.release();
    const end = await toEnd();
    if (end) socket.send({ type: "read", room_id: room.id, message_id: end.id });
  });
  const { add: onFiles } = useUploads(room.id);
  const maySpeak = !timeline.removed && !room.archived;
  const onSend = (text: string, files: FileView[]) => {
    visit.release();
    outbox.send(room.id, text, files);
    void toEnd();
  };

  const newBelow = Math.max(0, timeline.lastSeq - below.fromSeq);
  return (
    <div className="flex min-h-0 flex-1">
      <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
        <RoomHead room={room} membersShown={membersShown} onMembers={() => setMembersShown(!membersShown)} />
        {firstUnread.isAbove && <FirstUnreadPill onGo={firstUnread.goThere} />}
        <Log
          log={log}
          timeline={timeline}
          rows={rows}
          outgoing={outgoing}
          targetId={props.targetId}
          isLate={room.from_seq > 0}
          failed={failed}
          onLoad={load}
          onScroll={onScroll}
        >
          {!timeline.hasAfter && <SeenBy last={last} readers={timeline.readers} people={people} />}
        </Log>
        <div className="relative flex-none px-5 pb-4 max-md:px-2.5 max-md:pb-[max(10px,env(safe-area-inset-bottom))]">
          {(below.shown || timeline.hasAfter) && (
            <button
              type="button"
              className="button pill absolute -top-11 left-1/2 z-10 -translate-x-1/2"
              onClick={toEnd}
            >
              {newBelow > 0 ? say(words.room.newBelow, { n: newBelow }) : words.room.toEnd}
            </button>
          )}
          <TypingLine roomId={room.id} nameOf={(id) => people.get(id)?.display_name} />
          {!maySpeak ? (
            <p className="notice mx-auto mt-0 max-w-[860px] border-line text-ink-2">
              {timeline.removed ? words.room.removed : words.room.archived}
            </p>
          ) : (
            <DraftSeed value={props.draft}>
              <Composer
                roomId={room.id}
                roomName={room.name}
                formAction={props.formAction}
                clientId={props.clientId}
                onSend={onSend}
              />
            </DraftSeed>
          )}
        </div>
        {maySpeak && <DropTarget onFiles={onFiles} />}
        <Announcer roomId={room.id} />
      </div>
      {membersShown && (
        <MembersPanel
          room={room}
          members={props.members}
          mayAdd={props.mayAdd}
          leaveAction={props.leaveAction}
          onClose={() => setMembersShown(false)}
        />
      )}
    </div>
  );
}

/** Where the line «new» stands on arrival. */
const lineOf = ({ unread, last_read_seq }: Room) =>
  unread.count > 0 ? { afterSeq: last_read_seq, firstId: unread.first_unread_id } : null;

/** Says each new message of others once to those who hear the page. */
function Announcer({ roomId }: { roomId: number }) {
  const { viewer, words, say, socket } = useLive();
  const [text, setText] = useState("");
  useEffect(
    () =>
      socket.listen((frame) => {
        if (frame.type !== "message" || frame.room_id !== roomId || frame.message.author.id === viewer.person.id)
          return;
        const { author, text, attachments } = frame.message;
        const name = author.display_name;
        const action = actionOf(text);
        const heard = text.slice(0, 300) || namesOf(attachments);
        setText(action ? `${name} ${action}` : say(words.room.announced, { name, text: heard }));
      }),
    [socket, roomId, viewer.person.id, words, say],
  );
  return (
    <div className="sr-only" aria-live="polite">
      {text}
    </div>
  );
}
