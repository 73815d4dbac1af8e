"use client";

import { useEffect, useState } from "react";
import { useLive } from "@/components/live/provider";
import { namesOf } from "@/lib/files/schema";
import { actionOf } from "@/lib/messages/actions";

/** Says each new message of others, in the room's stream or in one thread, once to those who hear the page. */
export function Announcer({ roomId, threadId = null }: { roomId: number; threadId?: number | null }) {
  const { viewer, words, say, socket } = useLive();
  const [text, setText] = useState("");
  useEffect(
    () =>
      socket.listen((frame) => {
        if (frame.type !== "message" || frame.room_id !== roomId || frame.message.thread_id !== threadId) return;
        const { author, text, to, attachments } = frame.message;
        if (author.id === viewer.person.id) return;
        const name = author.bot ? `${author.display_name} (${words.room.bot})` : author.display_name;
        const action = actionOf(text);
        const heard = text.slice(0, 300) || namesOf(attachments);
        if (to) setText(say(words.thread.whispered, { name, text: action ?? heard }));
        else setText(action ? `${name} ${action}` : say(words.room.announced, { name, text: heard }));
      }),
    [socket, roomId, threadId, viewer.person.id, words, say],
  );
  return (
    <div className="sr-only" aria-live="polite">
      {text}
    </div>
  );
}
