"use client";

import { Bell, BellOff } from "lucide-react";
import {
  type ReactNode,
  useActionState,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { DropTarget } from "@/components/files/drop-target";
import { useUploads } from "@/components/files/use-uploads";
import { useLive } from "@/components/live/provider";
import { blankForm } from "@/components/ui/blank-form";
import type { FileView } from "@/lib/files/schema";
import { threadWords } from "@/lib/i18n/threads";
import type { Carried, Outgoing } from "@/lib/messages/outbox";
import { timelineRows } from "@/lib/messages/rows";
import type { MessageView, OpenedThread, ThreadPlace } from "@/lib/messages/schema";
import { ActionFrame } from "./actions/action-frame";
import { Handling, takeCarried, useDoing } from "./actions/handling";
import { ReplyFrame } from "./actions/reply-frame";
import { Announcer } from "./announcer";
import { Composer } from "./composer";
import { Log } from "./log";
import { MessageRow } from "./message-row";
import type { ThreadProps } from "./thread-panel";
import { DraftSeed } from "./use-draft";
import { EndPill, useEnd } from "./use-end";
import { BackPill, useJump } from "./use-jump";
import { useThreadReading } from "./use-reading";
import { useTimeline } from "./use-timeline";

interface Props extends ThreadProps {
  thread: OpenedThread;
  /** The room's version that was known when the thread was read. */
  version: number;
  head: (more: ReactNode) => ReactNode;
}

const nothingOutgoing: readonly Outgoing[] = [];
const nobody: never[] = [];

/** The talk in a thread, with what one does in it: as in a room. */
export function ThreadStream(props: Props) {
  const { viewer, clock, words, outbox } = useLive();
  const { room, thread, given } = props;
  const own = threadWords[viewer.locale];
  const log = useRef<HTMLElement>(null);
  const { timeline, load, toNewest, toMessage, failed } = useTimeline(
    {
      roomId: room.id,
      viewerId: viewer.person.id,
      root: thread.root,
      version: props.version,
      page: thread,
      lastSeq: thread.root.replies?.last_seq ?? 0,
      readers: nobody,
    },
    props.roomVersion,
  );
  const { messages, lastSeq } = timeline;
  const root = timeline.root ?? thread.root;
  const last = messages.at(-1);
  const waiting = useSyncExternalStore(outbox.watch, outbox.items, () => nothingOutgoing);
  const told = useMemo(() => new Set(messages.map((message) => message.client_id)), [messages]);
  const outgoing = waiting.filter((one) => one.threadId === root.id && !told.has(one.clientId));
  const newAfterSeq = thread.first_unread_id === null ? null : thread.place.last_read_seq;
  const rows = useMemo(
    () => timelineRows(messages, clock, { newAfterSeq, viewerId: viewer.person.id }),
    [messages, clock, newAfterSeq, viewer.person.id],
  );

  const [handling] = useState(() => new Handling());
  const address = `thread=${root.id}`;
  const addressOf = useCallback((id: number) => `?${address}&m=${id}`, [address]);
  const opened = given?.targetId ?? null;
  const { targetId, jump, back, forget, isAway } = useJump({ log, messages, toMessage, opened, addressOf });
  const onJump = useCallback(
    async (id: number, from: number) => {
      if (!(await jump(id, from))) handling.tell(words.room.loadFailed);
    },
    [jump, handling, words],
  );
  const stream = {
    room,
    messages: useMemo(() => [root, ...messages], [root, messages]),
    log,
    onJump,
    onThread: null,
  };
  const report = useThreadReading(thread.place, log, last?.client_id);
  const end = useEnd(log, lastSeq);
  const { lookForEnd } = end;
  const onScroll = useCallback(() => {
    report();
    lookForEnd();
  }, [report, lookForEnd]);
  const toEnd = useCallback(async () => {
    forget();
    if (timeline.hasAfter) await toNewest();
    log.current?.scrollTo({ top: 0 });
  }, [timeline.hasAfter, toNewest, forget]);
  const { add: onFiles } = useUploads(`${room.id} ${root.id}`);
  const onSend = (text: string, files: FileView[], to?: Carried["to"]) => {
    const carried = files.length > 0 ? { files } : {};
    // There is no whispering in a thread: it goes into the room, and quotes nothing of the thread there.
    if (to) return outbox.send(room.id, text, { ...carried, to });
    outbox.send(room.id, text, { ...carried, ...takeCarried(handling, viewer.person.id), threadId: root.id });
    void toEnd();
  };

  return (
    <ActionFrame stream={stream} handling={handling}>
      {props.head(<Following given={thread.place} />)}
      <div className="relative flex min-h-0 flex-1 flex-col" data-stream="">
        <Log
          log={log}
          timeline={timeline}
          rows={rows}
          outgoing={outgoing}
          targetId={targetId}
          failed={failed}
          onLoad={load}
          onScroll={onScroll}
          thread={{
            root: <Root root={root} handling={handling} isEmpty={rows.length + outgoing.length === 0} />,
            label: own.messages,
            older: own.older,
            newer: own.newer,
            address,
          }}
        >
          {null}
        </Log>
        <div className="relative flex-none px-4 pt-1 pb-4 max-md:px-2.5 max-md:pb-[max(10px,env(safe-area-inset-bottom))]">
          <div className="pills">
            {isAway && <BackPill onBack={back} />}
            {(end.isAway || timeline.hasAfter) && <EndPill newBelow={end.newBelow} onGo={toEnd} />}
          </div>
          {props.maySpeak && (
            <DraftSeed value={given?.draft ?? null}>
              <ReplyFrame messages={messages}>
                <Composer
                  roomId={room.id}
                  roomName={room.name}
                  thread={{ id: root.id, placeholder: own.placeholder }}
                  formAction={props.formAction}
                  clientId={given?.clientId ?? ""}
                  onSend={onSend}
                />
              </ReplyFrame>
            </DraftSeed>
          )}
        </div>
        {props.maySpeak && <DropTarget onFiles={onFiles} />}
        <Announcer roomId={room.id} threadId={root.id} />
      </div>
    </ActionFrame>
  );
}

/** What the thread hangs on, and how much. */
function Root({ root, handling, isEmpty }: { root: MessageView; handling: Handling; isEmpty: boolean }) {
  const { viewer, words, say } = useLive();
  const { editing } = useDoing(handling);
  const count = root.replies?.count ?? 0;
  return (
    <>
      <div className="thread-root">
        <MessageRow message={root} leads={true} isTarget={false} isEdited={editing === root.id} isRoot={true} />
      </div>
      <p className="py-2 text-center text-[12.5px] text-ink-3">
        {isEmpty ? threadWords[viewer.locale].none : count > 0 && say(words.thread.replies, { n: count })}
      </p>
    </>
  );
}

/** Whether one hears of new replies; a press changes it, on all of one's devices. */
function Following({ given }: { given: ThreadPlace }) {
  const { viewer, acts, socket, words } = useLive();
  const own = threadWords[viewer.locale];
  const [following, setFollowing] = useState(given.following);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(
    () =>
      socket.listen((frame) => {
        if (frame.type === "thread" && frame.thread_id === given.thread_id) setFollowing(frame.following);
      }),
    [socket, given.thread_id],
  );
  const toggle = async () => {
    setProblem(null);
    setFollowing(!following);
    const result = await acts.followThread({ rootId: given.thread_id, following: !following }).catch(() => null);
    if (result?.ok) return setFollowing(result.value.following);
    setFollowing(following);
    setProblem(result?.problem.message ?? words.connection.away);
  };
  const [, formAction] = useActionState(acts.followThreadForm, blankForm);
  const Icon = following ? BellOff : Bell;
  return (
    <form
      action={formAction}
      onSubmit={(event) => {
        event.preventDefault();
        void toggle();
      }}
    >
      <input type="hidden" name="rootId" value={given.thread_id} />
      <input type="hidden" name="following" value={following ? "no" : "yes"} />
      <button
        type="submit"
        className="button min-h-9 flex-none px-2.5"
        title={following ? own.following : own.notFollowing}
      >
        <Icon aria-hidden="true" size={16} strokeWidth={1.75} />
        {following ? own.unfollow : own.follow}
      </button>
      <span role="status" className="sr-only">
        {problem}
      </span>
    </form>
  );
}
