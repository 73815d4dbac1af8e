import { type EmojiEntry, emojiAddress } from "@/lib/messages/emoji";

let loading: Promise<readonly EmojiEntry[]> | null = null;

/**
 * All emoji, read once a tab and kept by the browser for good.
 * @throws where the network fails; the next call tries again
 */
export function loadEmojis(): Promise<readonly EmojiEntry[]> {
  loading ??= fetch(emojiAddress)
    .then((response) => {
      if (!response.ok) throw new Error(`the emoji answered ${response.status}`);
      return response.json() as Promise<EmojiEntry[]>;
    })
    .catch((error: unknown) => {
      loading = null;
      throw error;
    });
  return loading;
}

const recentKey = "staffroom:emoji:recent";
const recentMax = 18;

/** What was picked last on this device, the newest first. */
export function recentEmojis(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(recentKey) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, recentMax) : [];
  } catch {
    return [];
  }
}

export function rememberEmoji(emoji: string): void {
  try {
    const kept = [emoji, ...recentEmojis().filter((one) => one !== emoji)].slice(0, recentMax);
    localStorage.setItem(recentKey, JSON.stringify(kept));
  } catch {
    // Without storage nothing is recent.
  }
}
