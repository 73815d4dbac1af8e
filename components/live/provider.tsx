"use client";

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useReducer,
  useState,
  useSyncExternalStore,
} from "react";
import type { Role } from "@/lib/access/actor";
import type { LiveWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { type Params, say, type Text } from "@/lib/i18n/say";
import type { Clock } from "@/lib/i18n/time";
import type { InboxState } from "@/lib/inbox/schema";
import type { DraftView } from "@/lib/messages/schema";
import type { PersonRef, Presence } from "@/lib/people/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { openSidebar, type Sidebar, sidebarReducer } from "@/lib/rooms/sidebar";
import type { Acts } from "./acts";
import { DraftBook } from "./draft-book";
import { fetchJson } from "./fetch-json";
import { useIdleness } from "./idleness";
import { Outbox, type PostMessageCall } from "./outbox";
import { type LinkState, LiveSocket } from "./socket";
import { Visits } from "./visit";

export interface Viewer {
  person: PersonRef;
  role: Role;
  locale: Locale;
  timeZone: string;
}

interface Live {
  viewer: Viewer;
  words: LiveWords;
  clock: Clock;
  /** Fills a text of the catalogue in the viewer's language. */
  say: (text: Text, params?: Params) => string;
  socket: LiveSocket;
  outbox: Outbox;
  acts: Acts;
  visits: Visits;
  drafts: DraftBook;
  /** How large a file may be that is sent along. */
  fileBytesMax: number;
}

const LiveContext = createContext<Live | null>(null);
const SidebarContext = createContext<Sidebar | null>(null);
const NowContext = createContext<number>(0);

export function LiveProvider(props: {
  viewer: Viewer;
  words: LiveWords;
  rooms: RoomView[];
  presence: [number, Presence][];
  drafts: Omit<DraftView, "text">[];
  inbox: InboxState;
  now: number;
  fileBytesMax: number;
  postMessage: PostMessageCall;
  acts: Acts;
  children: ReactNode;
}) {
  const { viewer, words, acts, fileBytesMax } = props;
  const [socket] = useState(() => new LiveSocket());
  const [outbox] = useState(() => new Outbox(viewer.person.id, props.postMessage));
  const [visits] = useState(() => new Visits());
  const [drafts] = useState(() => new DraftBook(viewer.person.id, socket, fetchDraft));
  const [sidebar, dispatch] = useReducer(sidebarReducer, null, () =>
    openSidebar(viewer.person.id, props.rooms, props.presence, props.drafts, props.inbox),
  );
  const live = useMemo<Live>(
    () => ({
      viewer,
      words,
      clock: { locale: viewer.locale, timeZone: viewer.timeZone, words: words.time },
      say: (text, params) => say(viewer.locale, text, params),
      socket,
      outbox,
      acts,
      visits,
      drafts,
      fileBytesMax,
    }),
    [viewer, words, socket, outbox, acts, visits, drafts, fileBytesMax],
  );

  useEffect(() => socket.listen((frame) => dispatch({ type: "frame", frame })), [socket]);
  useEffect(() => socket.start(), [socket]);
  useEffect(() => outbox.start(socket), [outbox, socket]);
  useEffect(() => drafts.start(), [drafts]);
  useEffect(() => dispatch({ type: "refreshed", rooms: props.rooms }), [props.rooms]);
  useEffect(() => {
    if (Object.keys(sidebar.unknown).length === 0) return;
    // Asked with the version that it has now, a room answers with itself and little more.
    if (socket.send({ type: "resume", rooms: sidebar.unknown })) dispatch({ type: "asked" });
  }, [sidebar.unknown, socket]);
  useIdleness(socket);

  return (
    <LiveContext value={live}>
      <SidebarContext value={sidebar}>
        <NowContext value={useMinute(props.now)}>{props.children}</NowContext>
      </SidebarContext>
    </LiveContext>
  );
}

const fetchDraft = (roomId: number, threadId: number): Promise<DraftView | null> =>
  fetchJson(`/api/v1/rooms/${roomId}/draft${threadId > 0 ? `?thread_id=${threadId}` : ""}`);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("no live provider above");
  return live;
}

export function useSidebar(): Sidebar {
  const sidebar = useContext(SidebarContext);
  if (!sidebar) throw new Error("no live provider above");
  return sidebar;
}

/** Now, to the minute; at first as the server saw it, so that both draw the same. */
export const useNow = (): Date => new Date(useContext(NowContext));

export function useLinkState(): LinkState {
  const { socket } = useLive();
  return useSyncExternalStore(socket.watch, socket.state, () => "connecting");
}

function useMinute(first: number): number {
  const [now, setNow] = useState(first);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
