import { useNow } from '../parts/use-now.ts';
import { formatDate } from './date-format.ts';
import { OutsideLink } from './outside-link.tsx';

/** A time in the reader's time zone, with the full date and time as a tooltip. */
export function DateTime(props: { unixSeconds: number; format: string; href?: string | undefined }) {
  const reader = { locale: navigator.language, nowMs: useNow() };
  const written = formatDate(props.unixSeconds, props.format, reader);
  const date = new Date(props.unixSeconds * 1000);
  if (Number.isNaN(date.getTime())) return <>{written}</>;
  const time = (
    <time dateTime={date.toISOString()} title={formatDate(props.unixSeconds, '{date_long} at {time_secs}', reader)}>
      {written}
    </time>
  );
  return props.href === undefined ? time : <OutsideLink href={props.href}>{time}</OutsideLink>;
}
