import type { Acts } from "@/components/live/acts";
import { newId } from "@/components/live/outbox";
import { blankForm } from "@/components/ui/blank-form";
import type { FormState } from "@/lib/action";
import { commandErrors } from "@/lib/i18n/commands";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import { commandOf } from "@/lib/messages/commands";
import type { PersonRef } from "@/lib/people/schema";
import { memberKnown } from "./room-people";
import type { Told, useTyped } from "./use-typed";

type Way = Parameters<typeof useTyped>[0] & {
  text: string;
  hasFiles: boolean;
  viewer: Pick<PersonRef, "id">;
  locale: Locale;
  findMember: Acts["findMember"];
  onLeave: () => void;
};

/** Follows what a slash began. What is for one person goes to that person or to nobody. */
export async function follow(way: Way): Promise<Told | null> {
  const typed = commandOf(way.text);
  switch (typed.does) {
    case "say":
      way.onSay(typed.text);
      return null;
    case "whisper":
      return whisper(way, typed.username, typed.text);
    case "leave":
      way.onDone();
      way.onLeave();
      return null;
    case "err":
      return problem(way.locale, typed.reason, typed.command);
    case "topic":
    case "invite":
      return toldBy(await way.formAction(blankForm, formOf(way)), way.onDone);
    default:
      return typed satisfies never;
  }
}

async function whisper(way: Way, username: string, text: string): Promise<Told | null> {
  if (text.trim() === "" && !way.hasFiles) return problem(way.locale, "pmHow", "/pm");
  let to = memberKnown(way.roomId, username);
  if (!to) {
    const found = await way.findMember({ roomId: way.roomId, username: username.slice(0, 40) });
    if (!found.ok) return { text: found.problem.message, isBad: true };
    to = found.value;
  }
  if (to.id === way.viewer.id) return problem(way.locale, "pmSelf", "/pm");
  way.onSay(text, to);
  return null;
}

const problem = (locale: Locale, reason: keyof (typeof commandErrors)["en"], command: string): Told => ({
  text: say(locale, commandErrors[locale][reason], { command: command.slice(0, 40) }),
  isBad: true,
});

/** The server does what changes the room by the same form that serves pages without scripts. */
function formOf({ roomId, text }: Way): FormData {
  const form = new FormData();
  form.set("roomId", String(roomId));
  form.set("clientId", newId());
  form.set("text", text);
  return form;
}

function toldBy(state: FormState, onDone: () => void): Told | null {
  if (state.problem) return { text: state.problem.message, isBad: true };
  onDone();
  return state.done === null ? null : { text: state.done, isBad: false };
}
