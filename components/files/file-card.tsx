"use client";

import { useLive } from "@/components/live/provider";
import type { FileView } from "@/lib/files/schema";
import { bytesOf } from "@/lib/i18n/amount";
import type { Locale } from "@/lib/i18n/locale";

/** What is not shown in place: its kind, its name and its size, and it is downloaded. */
export function FileCard({ file }: { file: FileView }) {
  const { viewer, words } = useLive();
  return (
    <a className="file-card" href={file.url} download={file.name}>
      <span className="file-badge size-[38px]" aria-hidden="true">
        {badgeOf(file.name) || words.files.unknown}
      </span>
      <span className="min-w-0">
        <span className="line-clamp-2 text-[15px] leading-5 break-words text-ink">{file.name}</span>
        <span className="block text-[12.5px] leading-[18px] text-ink-3">{sizeOf(viewer.locale, file.size)}</span>
      </span>
    </a>
  );
}

/** "1.2 MB"; what is smaller than a kilobyte is not worth a fraction. */
export const sizeOf = (locale: Locale, bytes: number): string => bytesOf(locale, Math.max(1_000, bytes));

/** The ending of the name, where it is short enough to be one. */
export const badgeOf = (name: string): string => /\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1]?.toUpperCase() ?? "";
