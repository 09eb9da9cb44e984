import { OutsideLink } from '../text/outside-link.tsx';

interface ImageLike {
  image_url?: unknown;
  alt_text?: string;
}

/**
 * An image from the page's own origin or a `data:` URL. Images from elsewhere are named and linked: the page makes no
 * outside requests.
 */
export function Picture({ image, small }: { image: object; small?: boolean }) {
  const { image_url: url, alt_text: alt = '' } = image as ImageLike;
  const own = typeof url === 'string' && (url.startsWith('data:image/') || /^\/(?!\/)/.test(url));
  if (own) return <img className={small ? 'picture picture-small' : 'picture'} src={url} alt={alt} />;
  if (small) return <span className="picture-none picture-small" role="img" aria-label={alt} title={alt} />;
  return (
    <OutsideLink href={url} className="picture-none">
      Image: {alt || 'no description'}
    </OutsideLink>
  );
}
