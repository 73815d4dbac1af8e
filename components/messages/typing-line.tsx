"use client";

import { useEffect, useState } from "react";
import { useLive } from "@/components/live/provider";
import { typingShownMs } from "@/lib/limits";

/** Who is writing in this room right now. */
export function TypingLine(props: { roomId: number; nameOf: (personId: number) => string | undefined }) {
  const { words, say, socket } = useLive();
  const [writing, setWriting] = useState<ReadonlyMap<number, number>>(new Map());

  useEffect(() => {
    const without = (id: number) => (map: ReadonlyMap<number, number>) =>
      new Map([...map].filter(([key]) => key !== id));
    const timers = new Map<number, ReturnType<typeof setTimeout>>();
    const stop = socket.listen((frame) => {
      if (frame.type === "typing" && frame.room_id === props.roomId) {
        const id = frame.user_id;
        clearTimeout(timers.get(id));
        timers.set(
          id,
          setTimeout(() => setWriting(without(id)), typingShownMs),
        );
        setWriting((map) => (map.has(id) ? map : new Map(map).set(id, 1)));
      }
      if (frame.type === "message" && frame.room_id === props.roomId) setWriting(without(frame.message.author.id));
    });
    return () => {
      stop();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [socket, props.roomId]);

  const names = [...writing.keys()].map(props.nameOf).filter((name) => name !== undefined);
  const [name = "", other = ""] = names;
  const text =
    names.length > 2 ? words.room.typingMany : names.length === 2 ? words.room.typingTwo : words.room.typingOne;
  return (
    <p className="mx-auto h-[22px] w-full max-w-[860px] truncate px-0.5 text-[12.5px] text-ink-3" aria-hidden="true">
      {names.length > 0 && say(text, { name, other })}
    </p>
  );
}
