"use client";

import { createContext, useEffect, useRef, useState } from "react";
import { fetchList } from "@/components/live/fetch-json";
import { useLive } from "@/components/live/provider";
import { threadPlacesMax } from "@/lib/limits";
import type { MessageView, ThreadPlace } from "@/lib/messages/schema";

type Places = ReadonlyMap<number, ThreadPlace>;

/** One's own part in threads, by the root. */
export const ThreadPlacesContext = createContext<Places>(new Map());

/**
 * One's own part in the threads of a room, as it is told. What comes by a page of history, and what may have been missed
 * while the line was broken, is asked for; of a thread that begins while one looks one is told.
 */
export function useThreadPlaces(roomId: number, messages: readonly MessageView[], given: ThreadPlace[]): Places {
  const { socket } = useLive();
  const [places, setPlaces] = useState<Places>(() => withPlaces(new Map(), given));
  const [round, setRound] = useState(0);
  const known = useRef(new Set(messages.map(({ id }) => id)));
  const isFirst = useRef(true);

  useEffect(
    () =>
      socket.listen((frame) => {
        if (frame.type === "thread" && frame.room_id === roomId) setPlaces((before) => withPlaces(before, [frame]));
        if (frame.type !== "ready") return;
        // The page is as new as the first line that it opens.
        if (!isFirst.current) known.current.clear();
        isFirst.current = false;
        setRound((before) => before + 1);
      }),
    [socket, roomId],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a line that is back is a reason to ask again
  useEffect(() => {
    const fresh = messages.filter(({ id }) => !known.current.has(id));
    for (const { id } of fresh) known.current.add(id);
    const roots = fresh.filter(({ replies }) => replies !== null).map(({ id }) => id);
    for (let from = 0; from < roots.length; from += threadPlacesMax)
      void fetchList<ThreadPlace>(
        `/api/v1/rooms/${roomId}/threads?roots=${roots.slice(from, from + threadPlacesMax)}`,
      ).then((read) => read && setPlaces((before) => withPlaces(before, read)));
  }, [messages, roomId, round]);
  return places;
}

function withPlaces(before: Places, news: ThreadPlace[]): Places {
  if (news.length === 0) return before;
  const places = new Map(before);
  for (const { room_id, thread_id, following, last_read_seq } of news)
    places.set(thread_id, { room_id, thread_id, following, last_read_seq });
  return places;
}
