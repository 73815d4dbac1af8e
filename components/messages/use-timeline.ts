"use client";

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { fetchJson } from "@/components/live/fetch-json";
import { useLive, useSidebar } from "@/components/live/provider";
import { messagePageSize } from "@/lib/limits";
import type { MessagePage } from "@/lib/messages/schema";
import { openTimeline, type Timeline, timelineReducer } from "@/lib/messages/timeline";

type Place = { before: number } | { after: number } | { around: number } | null;
export type Edge = "older" | "newer";

/** The room's timeline with what feeds it: frames, catching up, pages of history. */
export function useTimeline(opened: Parameters<typeof openTimeline>[0]) {
  const { socket, outbox } = useLive();
  const sidebar = useSidebar();
  const [timeline, dispatch] = useReducer(timelineReducer, opened, openTimeline);
  const { roomId } = timeline;
  const [failed, setFailed] = useState<Edge | null>(null);
  const loading = useRef(new Set<Edge>());
  const known = useRef(timeline);
  useEffect(() => {
    known.current = timeline;
  }, [timeline]);

  useEffect(() => socket.listen((frame) => dispatch({ type: "frame", frame })), [socket]);
  useEffect(
    () => outbox.onSettled((message) => message.room_id === roomId && dispatch({ type: "settled", message })),
    [outbox, roomId],
  );
  useEffect(() => {
    return socket.listen((frame) => {
      if (frame.type === "ready" && String(roomId) in frame.rooms) dispatch({ type: "connected" });
    });
  }, [socket, roomId]);

  // The socket was open before this page: what the list has heard of since tells whether to catch up.
  const listVersion = sidebar.rooms.get(roomId)?.version;
  useEffect(() => {
    const { version } = known.current;
    if (listVersion !== undefined && listVersion > version + 1) dispatch({ type: "connected" });
  }, [listVersion]);

  useEffect(() => {
    if (timeline.wants !== "resume") return;
    if (socket.send({ type: "resume", rooms: { [String(roomId)]: timeline.version } })) dispatch({ type: "asked" });
  }, [timeline.wants, timeline.version, roomId, socket]);

  const toNewest = useCallback(async () => {
    const version = known.current.heardVersion;
    const page = await fetchPage(roomId, null);
    if (page) dispatch({ type: "replaced", page, version });
    return page?.items.at(-1);
  }, [roomId]);

  /** The talk around a message. @returns false where it could not be read */
  const toMessage = useCallback(
    async (id: number) => {
      const version = known.current.heardVersion;
      const page = await fetchPage(roomId, { around: id });
      if (page) dispatch({ type: "replaced", page, version });
      return page !== null;
    },
    [roomId],
  );

  useEffect(() => {
    if (timeline.wants !== "reload") return;
    dispatch({ type: "asked" });
    void reload(known.current).then((replaced) => replaced && dispatch({ type: "replaced", ...replaced }));
  }, [timeline.wants]);

  const load = useCallback(
    async (edge: Edge) => {
      const { messages, hasBefore, hasAfter, version } = known.current;
      const end = edge === "older" ? messages[0] : messages.at(-1);
      if (!end || loading.current.has(edge) || !(edge === "older" ? hasBefore : hasAfter)) return;
      loading.current.add(edge);
      const page = await fetchPage(roomId, edge === "older" ? { before: end.id } : { after: end.id });
      loading.current.delete(edge);
      setFailed(page ? null : edge);
      if (page) dispatch({ type: edge, page, version });
    },
    [roomId],
  );

  return { timeline, load, toNewest, toMessage, failed };
}

/** After more changes than are told one by one: the version first, so that whatever comes later is asked for again. */
async function reload(timeline: Timeline): Promise<{ page: MessagePage; version: number } | null> {
  const room = await fetchJson<{ version: number }>(`/api/v1/rooms/${timeline.roomId}`);
  const middle = timeline.hasAfter ? timeline.messages[Math.floor(timeline.messages.length / 2)] : undefined;
  const page = await fetchPage(timeline.roomId, middle ? { around: middle.id } : null);
  return room && page ? { page, version: room.version } : null;
}

function fetchPage(roomId: number, place: Place): Promise<MessagePage | null> {
  const query = new URLSearchParams({ limit: String(messagePageSize) });
  for (const [name, id] of Object.entries(place ?? {})) query.set(name, String(id));
  return fetchJson<MessagePage>(`/api/v1/rooms/${roomId}/messages?${query}`);
}
