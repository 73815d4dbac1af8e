"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { newId } from "@/components/live/outbox";
import { useLive } from "@/components/live/provider";
import { blankForm } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import type { CommandErrors } from "@/lib/i18n/commands";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import { commandOf, type Typed } from "@/lib/messages/commands";
import type { PersonRef } from "@/lib/people/schema";

interface Told {
  text: string;
  isBad: boolean;
}

interface Way {
  roomId: number;
  /** What a form does with the same text, for the commands that say nothing. */
  formAction: (state: FormState, form: FormData) => Promise<FormState>;
  /** It is on its way, to one person or to all: the field may be emptied. */
  onSay: (text: string, to?: PersonRef) => void;
  /** A command has done its work. */
  onDone: () => void;
}

/** Does what was typed; tells what came of it or what is wrong with it. Until then the text stays where it is. */
export function useTyped(way: Way): {
  told: Told | null;
  run: (text: string, hasFiles: boolean) => void;
  forget: () => void;
} {
  const { viewer, words, acts } = useLive();
  const router = useRouter();
  const [told, setTold] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);

  const follow = async (typed: Exclude<Typed, { does: "say" }>, text: string, hasFiles: boolean) => {
    if (typed.does === "err") return problemIn(viewer.locale, typed);
    if (typed.does === "leave") return router.push(`/rooms/${way.roomId}/leave`);
    if (typed.does === "whisper") {
      if (typed.text === "" && !hasFiles) return problemIn(viewer.locale, { reason: "pmHow", command: "/pm" });
      const found = await acts.findMember({ roomId: way.roomId, username: typed.username });
      if (!found.ok) return found.problem.message;
      return way.onSay(typed.text, found.value);
    }
    const form = new FormData();
    for (const [name, value] of Object.entries({ roomId: way.roomId, clientId: newId(), text }))
      form.set(name, String(value));
    const { problem, done } = await way.formAction(blankForm, form);
    if (problem) return problem.message;
    way.onDone();
    setTold({ text: done ?? "", isBad: false });
  };

  const run = (text: string, hasFiles: boolean) => {
    const typed = commandOf(text);
    if (busy) return;
    setTold(null);
    if (typed.does === "say") return way.onSay(typed.text);
    setBusy(true);
    follow(typed, text, hasFiles)
      .then((problem) => problem && setTold({ text: problem, isBad: true }))
      .catch(() => setTold({ text: words.connection.away, isBad: true }))
      .finally(() => setBusy(false));
  };
  return { told, run, forget: () => setTold(null) };
}

/** The sentences come with the first slip: nobody needs them before. */
async function problemIn(locale: Locale, { reason, command }: { reason: keyof CommandErrors; command: string }) {
  const { commandErrors } = await import("@/lib/i18n/commands");
  return say(locale, commandErrors[locale][reason], { command: command.slice(0, 40) });
}
