"use client";

import { useRouter } from "next/navigation";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { DropTarget } from "@/components/files/drop-target";
import { useUploads } from "@/components/files/use-uploads";
import { useLive, useSidebar } from "@/components/live/provider";
import { useKey } from "@/components/live/use-key";
import { type FormCall, MembersPanel } from "@/components/rooms/members-panel";
import { type Panel, RoomHead } from "@/components/rooms/room-head";
import { type FileView, namesOf } from "@/lib/files/schema";
import { quoteCharsMax } from "@/lib/limits";
import { actionOf } from "@/lib/messages/commands";
import type { Carried, Outgoing } from "@/lib/messages/outbox";
import { timelineRows } from "@/lib/messages/rows";
import type { DraftView, MessagePage, MessageView } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";
import type { MemberView, RoomView as Room } from "@/lib/rooms/schema";
import { ActionFrame, type Stream } from "./actions/action-frame";
import { Handling } from "./actions/handling";
import { ReplyFrame } from "./actions/reply-frame";
import { Composer } from "./composer";
import { FirstUnreadPill, useFirstUnread } from "./first-unread";
import { isAtEnd } from "./keep-place";
import { Log } from "./log";
import { SeenBy } from "./seen-by";
import { TypingLine } from "./typing-line";
import { DraftSeed } from "./use-draft";
import { BackPill, useJump } from "./use-jump";
import { usePins } from "./use-pins";
import { useReading } from "./use-reading";
import { useTimeline } from "./use-timeline";

const PinsPanel = lazy(() => import("./pins-panel"));

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
  /** What is pinned here; whole, where its panel was asked for in the address. */
  pins: { ids: number[]; items: MessageView[] | null };
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
  const [panel, setPanel] = useState<Panel | null>(props.members ? "members" : props.pins.items ? "pins" : null);
  const pins = usePins(room.id, props.pins.ids);
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
  const [handling] = useState(() => new Handling());
  const { targetId, jump, back, forget, isAway } = useJump({ log, messages, toMessage, opened: props.targetId });
  const stream = useStream(handling, { room, messages, log, jump });
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
    forget();
    const end = timeline.hasAfter ? await toNewest() : last;
    log.current?.scrollTo({ top: 0 });
    return end;
  }, [timeline.hasAfter, toNewest, last, forget]);
  useKey("readRoom", async () => {
    visit.release();
    const end = await toEnd();
    if (end) socket.send({ type: "read", room_id: room.id, message_id: end.id });
  });
  const { add: onFiles } = useUploads(room.id);
  const maySpeak = !timeline.removed && !room.archived;
  const onSend = (text: string, files: FileView[], to?: PersonRef) => {
    visit.release();
    const answer = answering(handling, viewer.person, to);
    outbox.send(room.id, text, { ...answer, ...(files.length > 0 ? { files } : {}) });
    void toEnd();
  };

  const newBelow = Math.max(0, timeline.lastSeq - below.fromSeq);
  return (
    <ActionFrame stream={stream} handling={handling}>
      <div className="flex min-h-0 flex-1">
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col" data-stream="">
          <RoomHead
            room={room}
            pins={pins.size}
            panel={panel}
            onPanel={(wanted) => setPanel(wanted === panel ? null : wanted)}
          />
          {firstUnread.isAbove && <FirstUnreadPill onGo={firstUnread.goThere} />}
          <Log
            log={log}
            timeline={timeline}
            rows={rows}
            outgoing={outgoing}
            targetId={targetId}
            isLate={room.from_seq > 0}
            failed={failed}
            onLoad={load}
            onScroll={onScroll}
          >
            {!timeline.hasAfter && <SeenBy last={last} readers={timeline.readers} people={people} />}
          </Log>
          <div className="relative flex-none px-5 pb-4 max-md:px-2.5 max-md:pb-[max(10px,env(safe-area-inset-bottom))]">
            <div className="pills">
              {isAway && <BackPill onBack={back} />}
              {(below.shown || timeline.hasAfter) && (
                <button type="button" className="button pill" onClick={toEnd}>
                  {newBelow > 0 ? say(words.room.newBelow, { n: newBelow }) : words.room.toEnd}
                </button>
              )}
            </div>
            <TypingLine roomId={room.id} nameOf={(id) => people.get(id)?.display_name} />
            {!maySpeak ? (
              <p className="notice mx-auto mt-0 max-w-[860px] border-line text-ink-2">
                {timeline.removed ? words.room.removed : words.room.archived}
              </p>
            ) : (
              <DraftSeed value={props.draft}>
                <ReplyFrame messages={messages}>
                  <Composer
                    roomId={room.id}
                    roomName={room.name}
                    formAction={props.formAction}
                    clientId={props.clientId}
                    onSend={onSend}
                  />
                </ReplyFrame>
              </DraftSeed>
            )}
          </div>
          {maySpeak && <DropTarget onFiles={onFiles} />}
          <Announcer roomId={room.id} />
        </div>
        {panel === "pins" && (
          <Suspense fallback={null}>
            <PinsPanel
              room={room}
              pins={pins}
              given={props.pins.items}
              onJump={(message) => {
                if (matchMedia("(max-width: 1023px)").matches) setPanel(null);
                void jump(message.id, null);
              }}
              onClose={() => setPanel(null)}
            />
          </Suspense>
        )}
        {panel === "members" && (
          <MembersPanel
            room={room}
            members={props.members}
            mayAdd={props.mayAdd}
            leaveAction={props.leaveAction}
            onClose={() => setPanel(null)}
          />
        )}
      </div>
    </ActionFrame>
  );
}

/** What is done with the messages of the room. */
function useStream(
  handling: Handling,
  of: Pick<Stream, "room" | "messages" | "log"> & { jump: (id: number, from: number) => Promise<boolean> },
): Stream {
  const { words } = useLive();
  const router = useRouter();
  const { room, messages, log, jump } = of;
  const onJump = useCallback(
    async (id: number, from: number) => {
      if (!(await jump(id, from))) handling.tell(words.room.loadFailed);
    },
    [jump, handling, words],
  );
  const onThread = useCallback(
    (root: MessageView) => router.push(`/rooms/${root.room_id}?thread=${root.id}`),
    [router],
  );
  return { room, messages, log, onJump, onThread };
}

/**
 * What one's words answer; a whisper is answered to the other of its two.
 * @param chosen for whom alone the words are by themselves; what somebody else whispered is quoted to nobody
 */
function answering(handling: Handling, viewer: PersonRef, chosen?: PersonRef): Carried {
  const { replyTo } = handling.now();
  if (!replyTo) return chosen ? { to: chosen } : {};
  handling.put({ replyTo: null });
  const { id, author, text, to } = replyTo;
  const other = to?.id === viewer.id ? author : to;
  if (chosen && other && other.id !== chosen.id) return { to: chosen };
  const recipient = chosen ?? other;
  return { replyTo: { id, author, text: text.slice(0, quoteCharsMax) }, ...(recipient ? { to: recipient } : {}) };
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
