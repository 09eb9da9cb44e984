import type { PageChannel } from '../../page-api.ts';
import { Emojified } from '../text/emojified.tsx';
import { OutsideLink } from '../text/outside-link.tsx';

/** The channel's bookmarks. */
export function BookmarksBar({ bookmarks }: { bookmarks: PageChannel['bookmarks'] }) {
  if (bookmarks.length === 0) return null;
  return (
    <nav className="bookmarks" aria-label="Bookmarks">
      {bookmarks.map((bookmark) => (
        <OutsideLink key={bookmark.id} href={bookmark.link} className="bookmark">
          <Emojified text={bookmark.title} />
        </OutsideLink>
      ))}
    </nav>
  );
}
