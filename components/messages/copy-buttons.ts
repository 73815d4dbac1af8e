import { copiedShownMs } from "@/lib/limits";

export interface CopyWords {
  copy: string;
  copied: string;
}

/** Puts a button to every block of code below. @returns takes them away again */
export function addCopyButtons(body: HTMLElement, words: CopyWords): () => void {
  const frames = [...body.querySelectorAll("pre")].map((block) => withButton(block, words));
  return () => {
    for (const frame of frames) frame.replaceWith(...frame.querySelectorAll("pre"));
  };
}

function withButton(block: HTMLPreElement, words: CopyWords): HTMLElement {
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
