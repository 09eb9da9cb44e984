import { type ReactNode, useMemo } from 'react';
import { inOrder } from '../parts/in-order.ts';
import { DateTime } from './date-time.tsx';
import { Emoji } from './emoji.tsx';
import { Emojified } from './emojified.tsx';
import { Mention } from './mention.tsx';
import { OutsideLink } from './outside-link.tsx';
import { type MrkdwnPiece, parseMrkdwn } from './parse-mrkdwn.ts';

/** Renders Slack's mrkdwn. `verbatim` leaves bare links and names as text; `names` controls names alone. */
export function Mrkdwn(props: { text: string; verbatim?: boolean | undefined; names?: boolean }) {
  const { text, verbatim = false, names = !verbatim } = props;
  const pieces = useMemo(
    () => parseMrkdwn(text, { autoLinks: !verbatim, autoNames: names && !verbatim }),
    [text, verbatim, names],
  );
  return inOrder(pieces, drawPiece);
}

function drawPiece(piece: MrkdwnPiece): ReactNode {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'bold':
      return <strong>{inOrder(piece.children, drawPiece)}</strong>;
    case 'italic':
      return <em>{inOrder(piece.children, drawPiece)}</em>;
    case 'strike':
      return <s>{inOrder(piece.children, drawPiece)}</s>;
    case 'code':
      return <code>{piece.text}</code>;
    case 'preformatted':
      return <pre>{piece.text}</pre>;
    case 'quote':
      return <blockquote>{inOrder(piece.children, drawPiece)}</blockquote>;
    case 'emoji':
      return <Emoji name={piece.name} />;
    case 'link':
      return <OutsideLink href={piece.href}>{piece.label ? <Emojified text={piece.label} /> : piece.href}</OutsideLink>;
    case 'date':
      return <DateTime unixSeconds={piece.unixSeconds} format={piece.format} href={piece.href} />;
    default:
      return <Mention target={piece} />;
  }
}
