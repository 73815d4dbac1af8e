"use client";

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { fetchJson } from "@/components/live/fetch-json";
import { useLive, useSidebar } from "@/components/live/provider";
import { messagePageSize } from "@/lib/limits";
import type { MessagePage, OpenedThread } from "@/lib/messages/schema";
import { openTimeline, type Timeline, timelineReducer } from "@/lib/messages/timeline";

type Place = { before: number } | { after: number } | { around: number } | null;
export type Edge = "older" | "newer";

/**
 * The timeline of a room or of a thread with what feeds it: frames, catching up, pages of history.
 * @param floor the version of the room's own timeline beside that of a thread: both hear the answer to either's asking,
 *   so that the thread asks for what the room lacks, too
 */
export function useTimeline(opened: Parameters<typeof openTimeline>[0], floor = Number.POSITIVE_INFINITY) {
  const { socket, outbox } = useLive();
  const sidebar = useSidebar();
  const [timeline, dispatch] = useReducer(timelineReducer, opened, openTimeline);
  const { roomId } = timeline;
  const stream = streamOf(roomId, timeline.root?.id);
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
    const version = Math.min(timeline.version, floor);
    if (socket.send({ type: "resume", rooms: { [String(roomId)]: version } })) dispatch({ type: "asked" });
  }, [timeline.wants, timeline.version, floor, roomId, socket]);

  const toNewest = useCallback(async () => {
    const version = known.current.heardVersion;
    const page = await fetchPage(stream, null);
    if (page) dispatch({ type: "replaced", page, version });
    return page?.items.at(-1);
  }, [stream]);

  /** The talk around a message. @returns false where it could not be read */
  const toMessage = useCallback(
    async (id: number) => {
      const version = known.current.heardVersion;
      const page = await fetchPage(stream, { around: id });
      if (page) dispatch({ type: "replaced", page, version });
      return page !== null;
    },
    [stream],
  );

  useEffect(() => {
    if (timeline.wants !== "reload") return;
    dispatch({ type: "asked" });
    void reload(known.current, stream).then((replaced) => {
      if (!replaced) return;
      dispatch({ type: "replaced", ...replaced });
      if (replaced.page.root) dispatch({ type: "settled", message: replaced.page.root });
    });
  }, [timeline.wants, stream]);

  const load = useCallback(
    async (edge: Edge) => {
      const { messages, hasBefore, hasAfter, version } = known.current;
      const end = edge === "older" ? messages[0] : messages.at(-1);
      if (!end || loading.current.has(edge) || !(edge === "older" ? hasBefore : hasAfter)) return;
      loading.current.add(edge);
      const page = await fetchPage(stream, edge === "older" ? { before: end.id } : { after: end.id });
      loading.current.delete(edge);
      setFailed(page ? null : edge);
      if (page) dispatch({ type: edge, page, version });
    },
    [stream],
  );

  return { timeline, load, toNewest, toMessage, failed };
}

/** Where a stream's pages are read; that of a thread bears its root, too. */
const streamOf = (roomId: number, rootId: number | undefined): string =>
  rootId === undefined ? `/api/v1/rooms/${roomId}/messages` : `/api/v1/messages/${rootId}/thread`;

type StreamPage = MessagePage & Partial<Pick<OpenedThread, "root">>;

/** After more changes than are told one by one: the version first, so that whatever comes later is asked for again. */
async function reload(timeline: Timeline, stream: string): Promise<{ page: StreamPage; version: number } | null> {
  const room = await fetchJson<{ version: number }>(`/api/v1/rooms/${timeline.roomId}`);
  const middle = timeline.hasAfter ? timeline.messages[Math.floor(timeline.messages.length / 2)] : undefined;
  const page = await fetchPage(stream, middle ? { around: middle.id } : null);
  return room && page ? { page, version: room.version } : null;
}

function fetchPage(stream: string, place: Place): Promise<StreamPage | null> {
  const query = new URLSearchParams({ limit: String(messagePageSize) });
  for (const [name, id] of Object.entries(place ?? {})) query.set(name, String(id));
  return fetchJson<StreamPage>(`${stream}?${query}`);
}
