/** The commands that there are, as the list under `/` and every error name them. */
export const commandNames = ["pm", "me", "topic", "invite", "leave"] as const;
export type CommandName = (typeof commandNames)[number];

/** What whoever typed this wants. Names are user names without their @, texts are as typed. */
export type Typed =
  | { does: "say"; text: string }
  | { does: "whisper"; username: string; text: string }
  | { does: "topic"; topic: string }
  | { does: "invite"; username: string }
  | { does: "leave" }
  | { does: "err"; reason: `${"pm" | "me" | "topic" | "invite"}How` | "commandUnknown"; command: string };

/**
 * Reads what was typed as a person means it. What looks like a command and is none is said to nobody: it may be a
 * whisper with a slip in it. A second slash before it says it as it stands; a path (`/etc/hosts`) is no command.
 */
export function commandOf(typed: string): Typed {
  const text = typed.trimStart();
  if (slipOfWhisper.test(text)) return { does: "err", reason: "pmHow", command: "/pm" };
  const word = /^\S*/.exec(text)?.[0] ?? "";
  if (/^\/{2,}\p{L}[^/]*$/u.test(word)) return { does: "say", text: text.slice(1) };
  if (!/^\/\p{L}[^/]*$/u.test(word)) return { does: "say", text: typed };
  const name = commandNames.find((one) => `/${one}` === word.toLowerCase());
  if (!name) return { does: "err", reason: "commandUnknown", command: word };
  return readers[name](text.slice(word.length).trim());
}

/** `/ pm`, `/pm@name`, `/pm:` and the like. */
const slipOfWhisper = /^\/(?:\s+pm(?![\p{L}\p{N}])|pm(?![\p{L}\p{N}\s]|$))/iu;

const readers: Record<CommandName, (rest: string) => Typed> = {
  pm: (rest) => {
    const [, name = "", text = ""] = /^(\S+)(?:\s+([\s\S]+))?$/.exec(rest) ?? [];
    const username = usernameIn(name);
    return username === "" ? wrong("pm") : { does: "whisper", username, text };
  },
  me: (rest) => (rest === "" ? wrong("me") : { does: "say", text: `/me ${rest}` }),
  topic: (topic) => (topic === "" ? wrong("topic") : { does: "topic", topic }),
  invite: (rest) => {
    const username = usernameIn(rest);
    return username === "" || /\s/.test(rest) ? wrong("invite") : { does: "invite", username };
  },
  leave: (rest) =>
    rest === "" ? { does: "leave" } : { does: "err", reason: "commandUnknown", command: `/leave ${rest}` },
};

const wrong = (name: "pm" | "me" | "topic" | "invite"): Typed => ({
  does: "err",
  reason: `${name}How`,
  command: `/${name}`,
});

/** Of `@anna`, `anna` and `@anna:` the name. */
const usernameIn = (word: string): string => word.replace(/^@+/, "").replace(/[^\p{L}\p{N}]+$/u, "");
