import { commandOf, type Typed } from "@/lib/messages/commands";

/** What whoever typed a line in a terminal wants: what the pages know, and what there only a mouse does. */
export type Order =
  | Typed
  | { does: "help" | "who" | "more" | "quit" }
  | { does: "reply"; number: number; text: string }
  | { does: "thread"; number: number; text: string }
  | { does: "howto"; name: "reply" | "thread" };

export const ownCommands = ["help", "who", "more", "quit", "reply", "thread"] as const;

export function orderOf(typed: string): Order {
  const [, word = "", rest = ""] = /^\s*\/(\p{L}+)(?:\s+([\s\S]*))?$/u.exec(typed) ?? [];
  const name = ownCommands.find((one) => one === word.toLowerCase());
  if (!name) return commandOf(typed);
  if (name === "reply" || name === "thread") return aimed(name, rest.trim());
  return rest.trim() === "" ? { does: name } : { does: "err", reason: "commandUnknown", command: `/${name} ${rest}` };
}

function aimed(name: "reply" | "thread", rest: string): Order {
  const [, digits = "", text = ""] = /^#?(\d{1,15})(?:\s+([\s\S]+))?$/.exec(rest) ?? [];
  if (digits === "" || (name === "reply" && text === "")) return { does: "howto", name };
  return { does: name, number: Number(digits), text };
}
