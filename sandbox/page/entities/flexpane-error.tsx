import { plainText } from '../text/plain-text.ts';

const words: Record<string, string> = {
  restricted: 'You may not see this.',
  not_found: 'This was not found.',
  internal_error: 'The app could not read this.',
  timeout: 'The app did not answer in time.',
  edit_error: 'The change was not saved.',
};

/** The error in place of details, with the app's text if it gave one. */
export function FlexpaneError({ error }: { error: unknown }) {
  const { status, custom_title, custom_message } = (error ?? {}) as Record<string, unknown>;
  const title = plainText(custom_title);
  const message = plainText(custom_message) || words[String(status)] || 'The details could not be shown.';
  return (
    <div className="alert alert-warning" role="alert">
      {title && <strong>{title} </strong>}
      {message}
    </div>
  );
}
