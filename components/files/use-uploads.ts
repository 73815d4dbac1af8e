import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useLive } from "@/components/live/provider";
import type { FileView } from "@/lib/files/schema";
import { emptyTray, isReady, isUnderWay, storedFiles, type Tray } from "@/lib/files/tray";
import { uploads } from "./uploads";

export interface RoomUploads {
  tray: Tray;
  /** Files that have arrived, in the order of the tray. */
  files: FileView[];
  add: (files: readonly File[]) => void;
  retry: (id: string) => void;
  remove: (id: string) => void;
  source: (id: string) => File | undefined;
  /** Their message is on its way: the tray is empty again. */
  clear: () => void;
}

/**
 * The files of the message that is being written.
 * @param place the room, or the room and the thread: each has a tray of its own
 */
export function useUploads(place: string | number): RoomUploads {
  const { viewer, socket, fileBytesMax } = useLive();
  // Another person's files at the same screen are not one's own.
  const key = `${viewer.person.id} ${place}`;
  const tray = useSyncExternalStore(
    uploads.watch,
    () => uploads.tray(key),
    () => emptyTray,
  );
  useEffect(
    () =>
      socket.watch(() => {
        if (socket.state() === "open") uploads.lineBack();
      }),
    [socket],
  );
  // Of its own, since listeners hang on it.
  const add = useCallback((files: readonly File[]) => uploads.add(key, files, fileBytesMax), [key, fileBytesMax]);
  return useMemo(
    () => ({
      tray,
      files: storedFiles(tray),
      add,
      retry: (id) => uploads.retry(key, id),
      remove: (id) => uploads.remove(key, id),
      source: (id) => uploads.source(key, id),
      clear: () =>
        uploads.clear(
          key,
          tray.items.map(({ id }) => id),
        ),
    }),
    [tray, key, add],
  );
}

/**
 * What is sent while its files are still on their way goes out once all of them are there. Nothing goes out by itself
 * where a file was refused meanwhile, or the text was written on: then one sends again.
 * @param go sends; called at once where nothing is waited for
 */
export function useSendWhenReady({ tray }: RoomUploads, go: () => void) {
  const { words } = useLive();
  const [asked, setAsked] = useState(false);
  /** How the files stood when they held the message up. */
  const [stopped, setStopped] = useState<Tray | null>(null);
  const ready = isReady(tray);
  const waits = !ready && isUnderWay(tray);
  useEffect(() => {
    if (!asked || waits) return;
    setAsked(false);
    if (ready) go();
    else setStopped(tray);
  });
  const held = !ready && stopped === tray ? words.files.refusedFirst : null;
  return {
    ask: () => (ready ? go() : setAsked(true)),
    forget: () => setAsked(false),
    note: asked && waits ? words.files.goesSoon : held,
  };
}
