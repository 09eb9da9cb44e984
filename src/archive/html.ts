declare const brand: unique symbol;

/** A piece of a page. Only this file makes it, so that a raw string in a page does not compile. */
export interface Html {
  readonly html: string;
  readonly [brand]: true;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text from a file of this program: its page's style and script. */
export const ownText = (text: string): Html => ({ html: text }) as Html;

/** Our own words around values: strings are untrusted and are escaped, what is HTML already stays. */
export function html(words: TemplateStringsArray, ...values: (Html | readonly Html[] | string | number)[]): Html {
  const texts = values.map((value) => {
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string') return value.replace(/[&<>"']/g, (mark) => entities[mark] ?? '');
    return 'html' in value ? value.html : value.map((each) => each.html).join('');
  });
  return ownText(String.raw({ raw: words }, ...texts));
}
