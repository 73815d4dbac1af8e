export const usualSigns = ["👍", "✅", "❤️", "😂", "🎉", "👀"];
const key = "staffroom:signs:used";
const keptMax = 60;

/** The six that were put most often on this device, filled up with the usual ones. */
export function mostUsedSigns(): string[] {
  const used = Object.entries(read()).sort(([, one], [, other]) => other - one);
  return [...new Set([...used.map(([emoji]) => emoji), ...usualSigns])].slice(0, usualSigns.length);
}

export function countSign(emoji: string): void {
  const used = { ...read(), [emoji]: (read()[emoji] ?? 0) + 1 };
  const kept = Object.entries(used).sort(([, one], [, other]) => other - one);
  try {
    localStorage.setItem(key, JSON.stringify(Object.fromEntries(kept.slice(0, keptMax))));
  } catch {
    // Without storage the usual ones stand there.
  }
}

function read(): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof kept === "object" && kept !== null && !Array.isArray(kept) ? (kept as Record<string, number>) : {};
  } catch {
    return {};
  }
}
