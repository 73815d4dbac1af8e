import { commandOf, type Typed } from "@/lib/messages/commands";

/** What whoever typed a line in a terminal wants: what the pages know, and what there only a mouse does. */
export type Order =
  | Typed
  | { does: "help" | "who" | "more" | "quit" }
  | { does: "reply"; number: number; text: string }
  | { does: "thread"; number: number; text: string }
  /** Without a number it is one's last message. Without a text it is asked for. */
  | { does: "edit"; number: number | null; text: string }
  | { does: "delete"; number: number | null }
  | { does: "react"; number: number; emoji: string }
  | { does: "howto"; name: "reply" | "thread" | "edit" | "delete" | "react" };

export const ownCommands = ["help", "who", "more", "quit", "reply", "thread", "edit", "delete", "react"] as const;

export function orderOf(typed: string): Order {
  const [, word = "", rest = ""] = /^\s*\/(\p{L}+)(?:\s+([\s\S]*))?$/u.exec(typed) ?? [];
  const name = ownCommands.find((one) => one === word.toLowerCase());
  if (!name) return commandOf(typed);
  switch (name) {
    case "reply":
    case "thread":
    case "edit":
    case "delete":
    case "react":
      return aimed(name, rest.trim());
    default:
      return rest.trim() === ""
        ? { does: name }
        : { does: "err", reason: "commandUnknown", command: `/${name} ${rest}` };
  }
}

type Aimed = Extract<Order, { does: "howto" }>["name"];

function aimed(name: Aimed, rest: string): Order {
  const [, digits = "", text = ""] = /^#?(\d{1,15})(?:\s+([\s\S]+))?$/.exec(rest) ?? [];
  const number = digits === "" ? null : Number(digits);
  if (number === null) {
    if (rest !== "" || (name !== "edit" && name !== "delete")) return { does: "howto", name };
    return name === "edit" ? { does: name, number, text } : { does: name, number };
  }
  switch (name) {
    case "thread":
    case "edit":
      return { does: name, number, text };
    case "reply":
      return text === "" ? { does: "howto", name } : { does: name, number, text };
    case "delete":
      return text === "" ? { does: name, number } : { does: "howto", name };
    case "react":
      return text === "" ? { does: "howto", name } : { does: name, number, emoji: text };
    default:
      return name satisfies never;
  }
}
