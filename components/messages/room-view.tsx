"use client";

import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { DropTarget } from "@/components/files/drop-target";
import { useUploads } from "@/components/files/use-uploads";
import { useLive, useSidebar } from "@/components/live/provider";
import { useKey } from "@/components/live/use-key";
import type { FormCall } from "@/components/rooms/members-panel";
import { type Panel, RoomHead } from "@/components/rooms/room-head";
import type { FileView } from "@/lib/files/schema";
import type { Carried, Outgoing } from "@/lib/messages/outbox";
import { timelineRows } from "@/lib/messages/rows";
import type { DraftView, MessagePage, MessageView, ThreadPlace } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";
import type { MemberView, RoomView as Room } from "@/lib/rooms/schema";
import { ActionFrame, type Stream } from "./actions/action-frame";
import { Handling, takeCarried } from "./actions/handling";
import { ReplyFrame } from "./actions/reply-frame";
import { Announcer } from "./announcer";
import { Composer } from "./composer";
import { FirstUnreadPill, useFirstUnread } from "./first-unread";
import { Log } from "./log";
import { SeenBy } from "./seen-by";
import { ThreadPlacesContext, useThreadPlaces } from "./thread-places";
import { TypingLine } from "./typing-line";
import { DraftSeed } from "./use-draft";
import { EndPill, useEnd } from "./use-end";
import { BackPill, useJump } from "./use-jump";
import { type GivenThread, useOpenThread } from "./use-open-thread";
import { usePins } from "./use-pins";
import { useReading } from "./use-reading";
import { useTimeline } from "./use-timeline";

const MembersPanel = lazy(() => import("@/components/rooms/members-panel"));
const PinsPanel = lazy(() => import("./pins-panel"));
const ThreadPanel = lazy(() => import("./thread-panel"));

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
  /** One's own part in the threads of the page. */
  threads: ThreadPlace[];
  /** The thread that was asked for in the address. */
  thread: GivenThread | null;
  mayAdd: boolean;
  formAction: FormCall;
  leaveAction: FormCall;
}

const nothingOutgoing: readonly Outgoing[] = [];

/** A room as one reads and writes in it. */
export function RoomView(props: Props) {
  const { viewer, clock, words, outbox, socket, visits } = useLive();
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
  const line = useSyncExternalStore(visit.watch, visit.line, visit.line);
  const waiting = useSyncExternalStore(outbox.watch, outbox.items, () => nothingOutgoing);
  const told = useMemo(() => new Set(timeline.messages.map((message) => message.client_id)), [timeline.messages]);
  const outgoing = waiting.filter((one) => one.roomId === room.id && !one.threadId && !told.has(one.clientId));
  const rows = useMemo(
    () =>
      timelineRows(timeline.messages, clock, {
        newAfterSeq: line?.afterSeq ?? null,
        firstId: line?.firstId,
        viewerId: viewer.person.id,
      }),
    [timeline.messages, clock, line, viewer.person.id],
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
  const thread = useOpenThread(room.id, props.thread, log);
  const isBeside = thread.rootId !== null;
  const addressOf = useCallback((id: number) => (isBeside ? null : `?m=${id}`), [isBeside]);
  const opened = props.targetId;
  const { targetId, jump, back, forget, isAway } = useJump({ log, messages, toMessage, opened, addressOf });
  const openThread = thread.open;
  const onThread = useCallback(
    (rootId: number) => {
      setPanel(null);
      openThread(rootId);
    },
    [openThread],
  );
  const stream = useStream(handling, { room, messages, log, jump, onThread });
  const places = useThreadPlaces(room.id, messages, props.threads);
  const report = useReading(visit, log, props.room.last_read_seq, { lastKey: last?.client_id, lastSeq });
  const firstUnread = useFirstUnread({ visit, log, messages, toMessage });
  const { look } = firstUnread;
  const end = useEnd(log, lastSeq);
  const { lookForEnd } = end;
  const onScroll = useCallback(() => {
    report();
    look();
    lookForEnd();
  }, [report, look, lookForEnd]);

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
  const onSend = (text: string, files: FileView[], to?: Carried["to"]) => {
    visit.release();
    const answer = takeCarried(handling, viewer.person.id, to);
    outbox.send(room.id, text, { ...answer, ...(files.length > 0 ? { files } : {}) });
    void toEnd();
  };

  return (
    <ThreadPlacesContext value={places}>
      <ActionFrame stream={stream} handling={handling}>
        <div className="flex min-h-0 flex-1">
          <div className="relative flex min-h-0 min-w-0 flex-1 flex-col" data-stream="">
            <RoomHead
              room={room}
              pins={pins.size}
              panel={isBeside ? null : panel}
              onPanel={(wanted) => {
                thread.close();
                setPanel(wanted === panel ? null : wanted);
              }}
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
              {/* How far the others have read says nothing of what is between two. */}
              {!timeline.hasAfter && !last?.to && outgoing.length === 0 && (
                <SeenBy last={last} readers={timeline.readers} people={people} />
              )}
            </Log>
            <div className="relative flex-none px-5 pb-4 max-md:px-2.5 max-md:pb-[max(10px,env(safe-area-inset-bottom))]">
              <div className="pills">
                {isAway && <BackPill onBack={back} />}
                {(end.isAway || timeline.hasAfter) && <EndPill newBelow={end.newBelow} onGo={toEnd} />}
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
                      people={people}
                      onSend={onSend}
                    />
                  </ReplyFrame>
                </DraftSeed>
              )}
            </div>
            {maySpeak && !isBeside && <DropTarget onFiles={onFiles} />}
            <Announcer roomId={room.id} />
          </div>
          {panel === "pins" && !isBeside && (
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
          {panel === "members" && !isBeside && (
            <Wait isThere={props.members !== null}>
              <MembersPanel
                room={room}
                members={props.members}
                mayAdd={props.mayAdd}
                leaveAction={props.leaveAction}
                onWhisper={
                  maySpeak && room.member_count > 2
                    ? (whisperTo) => {
                        if (matchMedia("(max-width: 1023px)").matches) setPanel(null);
                        handling.put({ replyTo: null, whisperTo });
                      }
                    : null
                }
                onClose={() => setPanel(null)}
              />
            </Wait>
          )}
          {thread.rootId !== null && (
            <Wait isThere={thread.given !== null}>
              <ThreadPanel
                key={`${thread.rootId} ${thread.given?.targetId}`}
                room={room}
                rootId={thread.rootId}
                given={thread.given}
                roomVersion={timeline.version}
                maySpeak={maySpeak}
                formAction={props.formAction}
                onClose={thread.close}
              />
            </Wait>
          )}
        </div>
      </ActionFrame>
    </ThreadPlacesContext>
  );
}

/** What the page came with is in its HTML from the first: nothing stands in its place until then. */
const Wait = ({ isThere, children }: { isThere: boolean; children: ReactNode }) =>
  isThere ? children : <Suspense fallback={null}>{children}</Suspense>;

/** What is done with the messages of the room. */
function useStream(
  handling: Handling,
  of: Pick<Stream, "room" | "messages" | "log" | "onThread"> & { jump: (id: number, from: number) => Promise<boolean> },
): Stream {
  const { words } = useLive();
  const { room, messages, log, jump, onThread } = of;
  const onJump = useCallback(
    async (id: number, from: number) => {
      if (!(await jump(id, from))) handling.tell(words.room.loadFailed);
    },
    [jump, handling, words],
  );
  return { room, messages, log, onJump, onThread };
}

/** Where the line «new» stands on arrival. */
const lineOf = ({ unread, last_read_seq }: Room) =>
  unread.count > 0 ? { afterSeq: last_read_seq, firstId: unread.first_unread_id } : null;
