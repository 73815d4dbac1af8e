"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { allReadNoted } from "@/components/live/notes";
import { useLive, useSidebar } from "@/components/live/provider";
import { useKey } from "@/components/live/use-key";
import { allReadUndoMs } from "@/lib/limits";
import type { RestoreUnread } from "@/lib/rooms/schema";

interface Note {
  text: string;
  /** What can be undone. */
  before: RestoreUnread | null;
}

const AllReadContext = createContext<() => void>(() => {});

/** Marks everything as read. */
export const useReadAll = (): (() => void) => useContext(AllReadContext);

/** Everything read with one key, and a quiet note that undoes it while it stands. */
export function AllRead({ children }: { children: ReactNode }) {
  const { acts, words, say } = useLive();
  const [note, setNote] = useState<Note | null>(null);
  const [isHeld, setIsHeld] = useState(false);
  const sidebar = useSidebar();
  const rooms = useRef(sidebar.rooms);

  useEffect(() => {
    rooms.current = sidebar.rooms;
  }, [sidebar.rooms]);

  const readAll = useCallback(async () => {
    const result = await acts.markAllRead({}).catch(() => null);
    if (!result?.ok) return setNote({ text: result?.problem.message ?? words.connection.away, before: null });
    const { positions, threads = [], whispers = [] } = result.value;
    const read = [...new Set([...positions, ...threads, ...whispers].map(({ room_id }) => room_id))];
    const n = read.length;
    const hasTalks = read.some((id) => rooms.current.get(id)?.kind === "direct");
    const { allRead, chatsRead, nothing } = words.unread;
    setNote({
      text: n > 0 ? say(hasTalks ? chatsRead : allRead, { n }) : nothing,
      before: n > 0 ? result.value : null,
    });
  }, [acts, words, say]);

  const undo = useCallback(async () => {
    if (!note?.before) return;
    setNote({ ...note, before: null });
    const result = await acts.restoreUnread(note.before).catch(() => null);
    if (result?.ok) setNote({ text: words.unread.undone, before: null });
    else setNote({ text: result?.problem.message ?? words.connection.away, before: note.before });
  }, [acts, words, note]);

  useEffect(() => {
    if (!note || isHeld) return;
    const timer = setTimeout(() => setNote(null), allReadUndoMs);
    return () => clearTimeout(timer);
  }, [note, isHeld]);
  useEffect(() => {
    if (note) allReadNoted.tell();
  }, [note]);
  useKey("readAll", () => void readAll());
  useKey("undoReadAll", () => void undo());
  const start = useMemo(() => () => void readAll(), [readAll]);

  return (
    <AllReadContext value={start}>
      <div
        role="status"
        className="toast"
        onMouseEnter={() => setIsHeld(true)}
        onMouseLeave={() => setIsHeld(false)}
        onFocus={() => setIsHeld(true)}
        onBlur={() => setIsHeld(false)}
      >
        {note && (
          <p>
            {note.text}
            {note.before && (
              <button type="button" className="button" aria-keyshortcuts="Alt+Shift+Z" onClick={() => void undo()}>
                {words.unread.undo}
              </button>
            )}
          </p>
        )}
      </div>
      {children}
    </AllReadContext>
  );
}
