"use client";

import { useLive, useNow } from "@/components/live/provider";
import { Html } from "@/components/messages/message-text";
import { acting } from "@/lib/i18n/acting";
import { whenExactly } from "@/lib/i18n/time";
import type { EarlierVersion, MessageView } from "@/lib/messages/schema";
import { ListDialog } from "./loaded";

/** What an edited message said before, the first words first, and what it says now. */
export function VersionsDialog({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const { viewer } = useLive();
  const words = acting[viewer.locale].versionsOf;
  return (
    <ListDialog<EarlierVersion>
      title={words.title}
      address={`/api/v1/messages/${message.id}/versions`}
      onClose={onClose}
    >
      {(versions) =>
        versions.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          <Versions versions={[...versions, { html: message.html, written_at: message.edited_at ?? "" }]} />
        )
      }
    </ListDialog>
  );
}

/** The last of them is what stands now. */
export function Versions({ versions }: { versions: EarlierVersion[] }) {
  const { viewer, clock } = useLive();
  const now = useNow();
  const words = acting[viewer.locale].versionsOf;
  return (
    <ol>
      {versions.map(({ html, written_at }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: versions are only ever added behind
        <li key={at} className="border-t border-line py-2 first:border-0">
          <p className="text-[12.5px] text-ink-3" suppressHydrationWarning>
            {written_at && whenExactly(clock, new Date(written_at), now)}
            {at === versions.length - 1 && `, ${words.now}`}
          </p>
          <Html html={html} />
        </li>
      ))}
    </ol>
  );
}
