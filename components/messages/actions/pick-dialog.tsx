"use client";

import { useLive } from "@/components/live/provider";
import { EmojiPicker } from "@/components/messages/emoji-picker";
import { Sheet } from "@/components/ui/sheet";

/** All emoji, for a sign under a message. */
export function PickDialog(props: { at?: Element; onPick: (emoji: string) => void; onClose: () => void }) {
  const { words } = useLive();
  return (
    <Sheet label={words.message.addReaction} at={props.at} onClose={props.onClose} className="sheet-pick">
      {(close) => (
        <EmojiPicker
          onClose={close}
          onPick={(emoji) => {
            close();
            props.onPick(emoji);
          }}
        />
      )}
    </Sheet>
  );
}
