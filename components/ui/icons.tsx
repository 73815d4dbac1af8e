import type { SVGProps } from "react";
import { type IconName, iconSheetAddress } from "./icon-sheet";

type Props = Omit<SVGProps<SVGSVGElement>, "ref" | "name"> & {
  /** Pixels, both ways. */
  size?: number;
};
export type Icon = (props: Props) => ReturnType<typeof Drawing>;

function Drawing({ name, size = 24, strokeWidth = 2, ...more }: Props & { name: IconName }) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: whoever uses it says what it stands for, or hides it
    <svg
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      {...more}
    >
      <use href={`${iconSheetAddress}#${name}`} />
    </svg>
  );
}

const drawn =
  (name: IconName): Icon =>
  (props) => <Drawing name={name} {...props} />;

export const AtSign = drawn("at-sign");
export const Bold = drawn("letter-b");
export const Bookmark = drawn("bookmark");
export const Camera = drawn("camera");
export const CheckCheck = drawn("check-check");
export const ChevronLeft = drawn("chevron-left");
export const Code = drawn("code");
export const DoorOpen = drawn("door-open");
export const SmilePlus = drawn("face-slightly-smiling-plus");
export const Hash = drawn("hash");
export const Inbox = drawn("inbox");
export const Italic = drawn("italic");
export const Link = drawn("link");
export const List = drawn("list");
export const ListOrdered = drawn("list-ordered");
export const Lock = drawn("lock");
export const MessageCircle = drawn("message-circle");
export const Paperclip = drawn("paperclip");
export const PencilLine = drawn("pencil-line");
export const Pin = drawn("pin");
export const Plus = drawn("plus");
export const RotateCcw = drawn("rotate-ccw");
export const Search = drawn("search");
export const Send = drawn("send");
export const Settings = drawn("settings");
export const Smile = drawn("face-slightly-smiling");
export const SquareCode = drawn("square-code");
export const Strikethrough = drawn("strikethrough");
export const TextQuote = drawn("text-quote");
export const Type = drawn("type");
export const Upload = drawn("upload");
export const Users = drawn("users");
export const X = drawn("x");
