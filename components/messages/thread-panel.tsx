"use client";

import { ChevronLeft, X } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { fetchJson } from "@/components/live/fetch-json";
import { useLive, useSidebar } from "@/components/live/provider";
import type { FormCall } from "@/components/rooms/members-panel";
import { threadWords } from "@/lib/i18n/threads";
import { messagePageSize } from "@/lib/limits";
import type { OpenedThread } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { ThreadStream } from "./thread-stream";
import type { GivenThread } from "./use-open-thread";

export interface ThreadProps {
  room: RoomView;
  rootId: number;
  given: GivenThread | null;
  /** The version of the room's own timeline. */
  roomVersion: number;
  maySpeak: boolean;
  formAction: FormCall;
  onClose: () => void;
}

/** A thread beside its room; on a phone it fills the screen. */
export default function ThreadPanel(props: ThreadProps) {
  const { viewer } = useLive();
  const words = threadWords[viewer.locale];
  const { thread, version, failed, load } = useThread(props);
  const head = (more: ReactNode) => <Head room={props.room} onClose={props.onClose} more={more} />;
  return (
    <aside
      aria-label={words.title}
      className="panel panel-thread"
      data-thread={props.rootId}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.shiftKey || event.defaultPrevented) return;
        const typed = event.target instanceof HTMLTextAreaElement && event.target.value !== "";
        if (typed) return;
        event.preventDefault();
        props.onClose();
      }}
    >
      {thread ? (
        <ThreadStream {...props} key={thread.root.id} thread={thread} version={version} head={head} />
      ) : (
        <>
          {head(null)}
          <div className="p-4 text-sm" aria-live="polite">
            {failed ? (
              <p className="notice notice-bad mt-0">
                {words.gone}{" "}
                <button type="button" className="link" onClick={() => void load()}>
                  {words.retry}
                </button>
              </p>
            ) : (
              <p className="text-ink-3">{words.loading}</p>
            )}
          </div>
        </>
      )}
    </aside>
  );
}

/** A link is a way out for those without scripts, too. */
function Head(props: { room: RoomView; more: ReactNode; onClose: () => void }) {
  const { viewer } = useLive();
  const words = threadWords[viewer.locale];
  const title = useRef<HTMLHeadingElement>(null);
  // With a keyboard at hand one writes at once; a touch screen would cover the thread with its own.
  useEffect(() => {
    if (!matchMedia("(pointer: fine)").matches) title.current?.focus({ preventScroll: true });
  }, []);
  const way = (label: string, className: string, icon: ReactNode) => (
    <a
      href={`/rooms/${props.room.id}`}
      role="button"
      className={`tool ${className}`}
      aria-label={label}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        props.onClose();
      }}
    >
      {icon}
    </a>
  );
  return (
    <div className="panel-head gap-1.5 max-md:pl-1.5">
      {way(words.back, "md:hidden", <ChevronLeft aria-hidden="true" size={22} strokeWidth={1.75} />)}
      <div className="min-w-0 flex-1">
        <h2 ref={title} tabIndex={-1} className="text-[15px] leading-5 font-[650] outline-none">
          {words.title}
        </h2>
        <p className="truncate text-[13px] leading-[17px] text-ink-3">{props.room.name}</p>
      </div>
      {props.more}
      {way(words.close, "max-md:hidden", <X aria-hidden="true" size={18} strokeWidth={1.75} />)}
    </div>
  );
}

/** What the page came with, else read now: where one has not read on, or the end. */
function useThread({ room, rootId, given }: ThreadProps) {
  const sidebar = useSidebar();
  const version = sidebar.rooms.get(room.id)?.version ?? room.version;
  const known = useRef(version);
  useEffect(() => {
    known.current = version;
  }, [version]);
  const [read, setRead] = useState<{ thread: OpenedThread; version: number } | null>(
    given && { thread: given, version: room.version },
  );
  const [failed, setFailed] = useState(false);
  const load = useCallback(async () => {
    setFailed(false);
    const asked = known.current;
    const thread = await readThread(rootId);
    setFailed(thread === null);
    if (thread) setRead({ thread, version: asked });
  }, [rootId]);
  const isGiven = given !== null;
  useEffect(() => {
    if (!isGiven) void load();
  }, [isGiven, load]);
  return { thread: read?.thread ?? null, version: read?.version ?? version, failed, load };
}

async function readThread(rootId: number): Promise<OpenedThread | null> {
  const page = (place: string) =>
    fetchJson<OpenedThread>(`/api/v1/messages/${rootId}/thread?limit=${messagePageSize}${place}`);
  const end = await page("");
  const first = end?.first_unread_id ?? null;
  if (!end || first === null || end.items.some(({ id }) => id === first)) return end;
  return page(`&around=${first}`);
}
