"use client";

import { Component, type ReactNode, type RefObject } from "react";

interface Props {
  /** The scroller; its messages are articles with `data-row`. */
  log: RefObject<HTMLElement | null>;
  /** Whether nothing newer is left to be read: only then is the bottom the end of the talk. */
  reachesEnd: boolean;
  children: ReactNode;
}

interface Anchor {
  key: string;
  top: number;
}

/**
 * Keeps what one reads where it is, to the pixel, whatever comes in above or below. At the end it stays at the end.
 * A class, because only `getSnapshotBeforeUpdate` sees the page as it was in the moment before it changes.
 */
export class KeepPlace extends Component<Props> {
  override getSnapshotBeforeUpdate(before: Props): Anchor | null {
    const log = this.props.log.current;
    return log && !(before.reachesEnd && isAtEnd(log)) ? anchorOf(log) : null;
  }

  override componentDidUpdate(_props: Props, _state: unknown, anchor: Anchor | null): void {
    const log = this.props.log.current;
    const row = anchor && log?.querySelector<HTMLElement>(`[data-row="${CSS.escape(anchor.key)}"]`);
    if (!log || !row) return;
    const moved = row.getBoundingClientRect().top - anchor.top;
    if (Math.abs(moved) > 0.01) log.scrollTop += moved;
  }

  override render(): ReactNode {
    return this.props.children;
  }
}

/** The scroller grows upwards: at its end the offset is zero, and above it is negative. */
export const isAtEnd = (log: HTMLElement): boolean => log.scrollTop > -8;

/** The first message that is in view, found by halves; a day's line may give way to one further up. */
function anchorOf(log: HTMLElement): Anchor | null {
  const rows = log.querySelectorAll<HTMLElement>("article[data-row]");
  const edge = log.getBoundingClientRect().top;
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle;
    else low = middle + 1;
  }
  const row = rows[low];
  return row?.dataset.row ? { key: row.dataset.row, top: row.getBoundingClientRect().top } : null;
}
