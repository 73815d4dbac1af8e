"use client";

import { useMemo } from "react";
import { useLive } from "@/components/live/provider";
import { useMarkUnread } from "@/components/messages/use-mark-unread";
import type { ActionResult } from "@/lib/action";
import { acting } from "@/lib/i18n/acting";
import type { MessageView } from "@/lib/messages/schema";
import { copyToClipboard } from "./copy";
import type { Handling } from "./handling";
import { placeOf } from "./place";
import { countSign } from "./usual-signs";
import { wantedSigns } from "./wanted-signs";

export type Deeds = ReturnType<typeof useDeeds>;

/** What is done at once and says so; what could not be done says why. */
export function useDeeds(handling: Handling) {
  const { viewer, acts, outbox } = useLive();
  const markUnread = useMarkUnread();
  return useMemo(() => {
    const { did } = acting[viewer.locale];
    const tell = (text: string) => handling.tell(text);
    /** @returns whether it was done */
    const attempt = async <T>(call: Promise<ActionResult<T>>, done: (value: T) => void): Promise<boolean> => {
      const result = await call.catch(() => null);
      if (result?.ok) done(result.value);
      else tell(result?.problem.message ?? did.offline);
      return result?.ok === true;
    };
    const change = (call: Promise<ActionResult<MessageView>>, text: string) =>
      attempt(call, (message) => {
        outbox.settle(message);
        tell(text);
      });
    return {
      async sign({ id: messageId, reactions }: MessageView, emoji: string): Promise<void> {
        const shown = reactions.some((sign) => sign.emoji === emoji && sign.mine);
        const mine = !(wantedSigns.of(messageId)?.get(emoji) ?? shown);
        const settle = wantedSigns.want(messageId, emoji, mine);
        if (mine) countSign(emoji);
        await attempt(acts.message[mine ? "react" : "unreact"]({ messageId, emoji }), outbox.settle.bind(outbox));
        settle();
      },
      pin: (message: MessageView) =>
        message.pinned
          ? change(acts.message.unpin({ messageId: message.id }), did.unpin)
          : change(acts.message.pin({ messageId: message.id }), did.pin),
      save: ({ id: messageId }: MessageView, saved: boolean) =>
        saved
          ? attempt(acts.message.save({ messageId }), () => tell(did.save))
          : attempt(acts.message.unsave({ messageId }), () => tell(did.unsave)),
      follow: ({ id: rootId }: MessageView, following: boolean) =>
        attempt(acts.followThread({ rootId, following }), () => tell(following ? did.follow : did.unfollow)),
      remove: ({ id: messageId }: MessageView) => change(acts.message.remove({ messageId }), did.delete),
      unread: async (message: MessageView) => tell((await markUnread(message)) ?? did.unread),
      copyLink: async (message: MessageView) =>
        tell((await copyToClipboard(new URL(placeOf(message), location.origin).href)) ? did.link : did.noCopy),
      copyText: async ({ text }: MessageView) => tell((await copyToClipboard(text)) ? did.text : did.noCopy),
      noJump: () => tell(did.noJump),
    };
  }, [viewer.locale, acts, outbox, markUnread, handling]);
}
