const paths = {
  hash: 'M7 3 5.5 17M14.5 3 13 17M3.5 7.5h14M2.5 12.5h14',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  archive: 'M3 4h14v3.5H3zM4.5 7.5V16h11V7.5M8 11h4',
  cross: 'M5 5l10 10M15 5 5 15',
  dots: 'M5 10h.01M10 10h.01M15 10h.01',
  down: 'M5.5 8l4.5 4.5L14.5 8',
  right: 'M8 5.5l4.5 4.5L8 14.5',
  plus: 'M10 4v12M4 10h12',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  send: 'M3 3.5 17.5 10 3 16.5 5 10zM5 10h6',
  eye: 'M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  pin: 'M7 3h6l-.7 5 2.7 3H5l2.7-3zM10 11v6',
  reply: 'M8 5 3 10l5 5M3 10h8c4 0 6 2 6 6',
  edit: 'M4 16l.8-3.2L13 4.6l2.4 2.4-8.2 8.2z',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  alarm: 'M10 3a5 5 0 0 1 5 5v4l1.5 2.5h-13L5 12V8a5 5 0 0 1 5-5zM8.5 17h3',
  shared: 'M6 13a3 3 0 1 1 0-6c3 0 5 6 8 6a3 3 0 1 0 0-6c-3 0-5 6-8 6z',
  file: 'M5 3h7l3.5 3.5V17H5zM12 3v4h3.5',
  person: 'M10 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM4 17c0-3 2.5-5 6-5s6 2 6 5',
} as const;

export type IconName = keyof typeof paths;

/** A small icon beside a text, or in a labelled button. Hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
