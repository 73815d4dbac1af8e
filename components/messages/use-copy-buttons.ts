"use client";

import { type RefObject, useEffect } from "react";
import { useLive } from "@/components/live/provider";
import { copiedShownMs } from "@/lib/limits";

interface Words {
  copy: string;
  copied: string;
}

/** Puts a button to every block of code: the words are the reader's, so it does not stand in the stored HTML. */
export function useCopyButtons(body: RefObject<HTMLElement | null>, html: string): void {
  const { words } = useLive();
  const { text } = words;
  useEffect(() => {
    if (!html.includes("<pre")) return;
    const frames = [...(body.current?.querySelectorAll("pre") ?? [])].map((block) => withButton(block, text));
    return () => {
      for (const frame of frames) frame.replaceWith(...frame.querySelectorAll("pre"));
    };
  }, [body, html, text]);
}

function withButton(block: HTMLPreElement, words: Words): HTMLElement {
  const frame = document.createElement("div");
  const button = document.createElement("button");
  const status = document.createElement("span");
  frame.className = "code";
  button.type = "button";
  button.className = "code-copy";
  button.append(words.copy);
  status.className = "sr-only";
  status.role = "status";
  block.replaceWith(frame);
  frame.append(block, button, status);
  button.addEventListener("click", async () => {
    if (!(await copy(block))) return;
    button.textContent = status.textContent = words.copied;
    setTimeout(() => {
      button.textContent = words.copy;
      status.textContent = "";
    }, copiedShownMs);
  });
  return frame;
}

/** On a plain-HTTP address browsers offer no clipboard; there the block is selected and copied as by hand. */
async function copy(block: HTMLElement): Promise<boolean> {
  const code = block.textContent.replace(/\n$/, "");
  try {
    await navigator.clipboard.writeText(code);
    return true;
  } catch {
    getSelection()?.selectAllChildren(block);
    return document.execCommand("copy");
  }
}
