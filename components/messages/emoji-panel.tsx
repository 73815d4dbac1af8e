"use client";

import { EmojiPicker, type EmojiPickerListComponents, useSkinTone } from "frimousse";
import { type AriaAttributes, useEffect, useMemo, useState } from "react";
import { useLive } from "@/components/live/provider";
import type { Locale } from "@/lib/i18n/locale";
import { writing } from "@/lib/i18n/writing";
import { type EmojiEntry, folded } from "@/lib/messages/emoji";
import { loadEmojis, recentEmojis } from "./emoji-store";

const tones = { light: "🏻", "medium-light": "🏼", medium: "🏽", "medium-dark": "🏾", dark: "🏿" };
const columns = 8;

/** The heavy part of `EmojiPicker`. Its data comes from here: the library's own address is a foreign one. */
export default function EmojiPanel({ onPick }: { onPick: (emoji: string) => void }) {
  const { viewer, say } = useLive();
  const words = writing[viewer.locale].emoji;
  const [query, setQuery] = useState("");
  const [recent] = useState(recentEmojis);
  const failed = useFailure();
  const components = useMemo(() => parts, []);
  return (
    <div role="dialog" aria-label={words.title} className="picker">
      <EmojiPicker.Root
        className="flex min-h-0 flex-1 flex-col"
        locale={viewer.locale}
        columns={columns}
        resolveEmojiData={resolve}
        onEmojiSelect={({ emoji }) => onPick(emoji)}
      >
        <div className="flex items-center gap-1 p-2">
          <EmojiPicker.Search
            autoFocus
            className="input h-10 flex-1"
            aria-label={words.search}
            placeholder={words.search}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <SkinTone label={(tone) => say(words.skin, { tone: words.tones[tone] })} />
        </div>
        {query === "" && recent.length > 0 && (
          <fieldset className="px-2 pb-1">
            <legend className="picker-head">{words.recent}</legend>
            <div className="picker-recent">
              {recent.map((emoji) => (
                <button key={emoji} type="button" className="picker-emoji" onClick={() => onPick(emoji)}>
                  {emoji}
                </button>
              ))}
            </div>
          </fieldset>
        )}
        <EmojiPicker.Viewport className="min-h-0 flex-1 overflow-x-hidden px-2 pb-2">
          <EmojiPicker.Loading className="picker-note" aria-live="polite">
            {failed ? words.failed : words.loading}
          </EmojiPicker.Loading>
          <EmojiPicker.Empty className="picker-note">{words.none}</EmojiPicker.Empty>
          <EmojiPicker.List components={components} aria-label={words.title} />
        </EmojiPicker.Viewport>
      </EmojiPicker.Root>
    </div>
  );
}

const parts: Partial<EmojiPickerListComponents> = {
  CategoryHeader: ({ category, ...rest }) => (
    <div {...rest} className="picker-head bg-raised">
      {category.label}
    </div>
  ),
  // The library counts rows and columns from zero; ARIA from one.
  Row: (rest) => <div {...rest} {...fromOne("aria-rowindex", rest)} className="picker-row" />,
  Emoji: ({ emoji, ...rest }) => (
    <button
      type="button"
      {...rest}
      {...fromOne("aria-colindex", rest)}
      title={emoji.label}
      className={`picker-emoji ${emoji.isActive ? "is-active" : ""}`}
    >
      {emoji.emoji}
    </button>
  ),
};

const fromOne = (name: "aria-rowindex" | "aria-colindex", given: AriaAttributes) => ({
  [name]: (given[name] ?? 0) + 1,
});

function SkinTone(props: { label: (tone: keyof typeof writing.en.emoji.tones) => string }) {
  const [tone, setTone, all] = useSkinTone("✋");
  const next = all[(all.findIndex((one) => one.skinTone === tone) + 1) % all.length];
  return (
    <button
      type="button"
      className="picker-emoji"
      aria-label={props.label(tone)}
      onClick={() => next && setTone(next.skinTone)}
    >
      {all.find((one) => one.skinTone === tone)?.emoji}
    </button>
  );
}

/** The library tells nobody that its data did not come. */
function useFailure(): boolean {
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    loadEmojis().catch(() => setFailed(true));
  }, []);
  return failed;
}

/** In the reader's language, and found by the words of both. */
const resolve = async (wanted: string) => {
  const locale: Locale = wanted === "ru" ? "ru" : "en";
  const emojis = await loadEmojis();
  return {
    locale,
    emojis: emojis.map((entry) => inLanguage(entry, locale)),
    categories: Object.entries(writing[locale].emoji.groups).map(([index, label]) => ({ index: Number(index), label })),
    skinTones: writing[locale].emoji.tones,
  };
};

const inLanguage = ([emoji, group, ru, en, words]: EmojiEntry, locale: Locale) => ({
  emoji,
  category: group,
  label: locale === "ru" ? ru : en,
  version: 1,
  tags: [folded(ru), folded(en), ...words.split("|")],
  skins: skinsOf(emoji),
});

/** Of one person's hand or head the tones are made by a modifier behind it; of two people's they are not offered. */
function skinsOf(emoji: string) {
  const letters = [...emoji];
  const bases = letters.filter((letter) => /\p{Emoji_Modifier_Base}/u.test(letter));
  if (bases.length !== 1 || letters.length > 5) return undefined;
  const toned = (tone: string) => emoji.replace(/(\p{Emoji_Modifier_Base})\ufe0f?/u, `$1${tone}`);
  return {
    light: toned(tones.light),
    "medium-light": toned(tones["medium-light"]),
    medium: toned(tones.medium),
    "medium-dark": toned(tones["medium-dark"]),
    dark: toned(tones.dark),
  };
}
