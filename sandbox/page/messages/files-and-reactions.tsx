import type { PageFile, PageMessage } from '../../page-api.ts';
import { Icon } from '../parts/icon.tsx';
import { usePageTools } from '../state/page-context.ts';
import { Emoji } from '../text/emoji.tsx';

/** A message's files, as downloads; pictures are shown. */
export function FileList({ files }: { files: readonly PageFile[] }) {
  return files.map((file) =>
    file.picture === true ? <Picture key={file.id} file={file} /> : <Download key={file.id} file={file} />,
  );
}

function Picture({ file }: { file: PageFile }) {
  return (
    <figure className="picture">
      <figcaption>{file.title || file.name}</figcaption>
      <a href={file.url} download={file.name}>
        <img src={file.url} alt={file.alt ?? file.title} />
      </a>
    </figure>
  );
}

function Download({ file }: { file: PageFile }) {
  return (
    <a className="file" href={file.url} download={file.name}>
      <Icon name="file" />
      <span>
        <strong>{file.title || file.name}</strong>
        <small className="muted">
          {file.name} · {size(file.size)}
        </small>
      </span>
    </a>
  );
}

function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} KB`;
}

/** Reactions with their counts. A click adds one's own, or takes it back. */
export function Reactions({ message, person }: { message: PageMessage; person: string }) {
  const { call } = usePageTools();
  const { channel, ts, reactions = [] } = message;
  if (reactions.length === 0) return null;
  return (
    <ul className="reactions" aria-label="Reactions">
      {reactions.map(({ name, count }) => (
        <li key={name}>
          <button type="button" onClick={() => void call('react', { user: person, channel, ts, name })}>
            <Emoji name={name} /> {count}
          </button>
        </li>
      ))}
    </ul>
  );
}
