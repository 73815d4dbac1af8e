import { useEffect, useRef } from "react";
import { useLive } from "@/components/live/provider";
import { recipientOf, useDoing, useHandling } from "@/components/messages/actions/handling";

/**
 * Whom alone one's words are for, where somebody was chosen or is answered. The draft is kept with `/pm @name` before
 * it: neither a reload nor another device makes of it a word to all.
 * @returns the text without that, as the field shows it
 */
export function useRecipient(kept: string, keep: (text: string) => void) {
  const { viewer } = useLive();
  const recipient = recipientOf(useDoing(useHandling()), viewer.person.id);
  const prefix = recipient ? `/pm @${recipient.username} ` : "";
  const last = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another recipient is the reason to keep it otherwise
  useEffect(() => {
    const bare = without(last.current, kept);
    last.current = prefix;
    if (bare !== "" && !bare.startsWith(prefix)) keep(prefix + bare);
    if (prefix === "" && bare !== kept) keep(bare);
  }, [prefix]);
  return {
    recipient,
    text: without(prefix, kept),
    setText: (text: string) => keep(text === "" ? "" : prefix + text),
  };
}

const without = (prefix: string, text: string): string => (text.startsWith(prefix) ? text.slice(prefix.length) : text);
