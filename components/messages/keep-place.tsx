"use client";

import { Component, type ReactNode, type RefObject } from "react";

interface Props {
  /** The scroller; its rows bear `data-row`. */
  log: RefObject<HTMLElement | null>;
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
  override getSnapshotBeforeUpdate(): Anchor | null {
    const log = this.props.log.current;
    return log && !isAtEnd(log) ? anchorOf(log) : null;
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

/** The first row that is in view, found by halves. */
function anchorOf(log: HTMLElement): Anchor | null {
  const rows = log.querySelectorAll<HTMLElement>("[data-row]");
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
