import type { PageFile, PageMessage } from '../../page-api.ts';
import { Icon } from '../parts/icon.tsx';
import { Emoji } from '../text/emoji.tsx';

/** A message's files, as downloads. */
export function FileList({ files }: { files: readonly PageFile[] }) {
  return files.map((file) => (
    <a key={file.id} className="file" href={file.url} download={file.name}>
      <Icon name="file" />
      <span>
        <strong>{file.title || file.name}</strong>
        <small className="muted">
          {file.name} · {size(file.size)}
        </small>
      </span>
    </a>
  ));
}

function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} KB`;
}

/** Reactions with their counts. */
export function Reactions({ reactions }: { reactions: NonNullable<PageMessage['reactions']> }) {
  if (reactions.length === 0) return null;
  return (
    <ul className="reactions" aria-label="Reactions">
      {reactions.map(({ name, count }) => (
        <li key={name}>
          <Emoji name={name} /> {count}
        </li>
      ))}
    </ul>
  );
}
