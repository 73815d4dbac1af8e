import { useRouter } from "next/navigation";
import { useState } from "react";
import { useLive } from "@/components/live/provider";
import type { FormState } from "@/lib/action";
import type { PersonRef } from "@/lib/people/schema";

/** What came of a command, or what is wrong with it. */
export interface Told {
  text: string;
  isBad: boolean;
}

interface Way {
  roomId: number;
  /** What a form does with the same text, for the commands that say nothing. */
  formAction: (state: FormState, form: FormData) => Promise<FormState>;
  /** It is on its way, to one person or to all: the field may be emptied. */
  onSay: (text: string, to?: Pick<PersonRef, "id" | "username" | "display_name">) => void;
  /** A command has done its work. */
  onDone: () => void;
}

/** Whether a text may be a command, and so perhaps for one person alone. */
export const mayBeCommand = (text: string): boolean => /^\s*\//.test(text);

/** Does what was typed. What a slash begins is looked at first; until that is clear the text stays where it is. */
export function useTyped(way: Way) {
  const { viewer, words, acts } = useLive();
  const router = useRouter();
  const [told, setTold] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);

  const run = async (text: string, hasFiles: boolean) => {
    if (busy) return;
    setTold(null);
    if (!mayBeCommand(text)) return way.onSay(text);
    setBusy(true);
    try {
      const { follow } = await import("./follow");
      const asked = {
        ...way,
        text,
        hasFiles,
        viewer: viewer.person,
        locale: viewer.locale,
        findMember: acts.findMember,
      };
      setTold(await follow({ ...asked, onLeave: () => router.push(`/rooms/${way.roomId}/leave`) }));
    } catch {
      setTold({ text: words.connection.away, isBad: true });
    }
    setBusy(false);
  };
  return { told, busy, run, tell: setTold };
}
