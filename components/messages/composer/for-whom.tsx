"use client";

import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { useLive } from "@/components/live/provider";
import { composing } from "@/lib/i18n/composing";
import { commandOf } from "@/lib/messages/commands";
import { calledSo, usePeople } from "./room-people";

/** Over what is typed to one person: for whom alone it is. */
export default function ForWhom({ roomId, text }: { roomId: number; text: string }): ReactNode {
  const { viewer, say } = useLive();
  const words = composing[viewer.locale];
  const members = usePeople(roomId);
  const typed = commandOf(text);
  const isWhisper = typed.does === "whisper";
  if (!isWhisper && !(typed.does === "err" && typed.reason === "pmHow")) return null;
  // Nobody is promised a secret with a person who is not there.
  const name = isWhisper ? (calledSo(members, typed.username)?.display_name ?? null) : null;
  return (
    <p className="for-whom" role="status">
      <Lock aria-hidden="true" size={15} strokeWidth={2} className="flex-none" />
      <span className="min-w-0">
        <b className="font-[650]">{name ? say(words.onlyFor, { name }) : words.onlyForWhom}</b>
        {name && <span className="max-md:sr-only">{` · ${words.onlyForHint}`}</span>}
      </span>
    </p>
  );
}
