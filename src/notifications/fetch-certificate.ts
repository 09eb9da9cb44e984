/** Gets the text of a certificate; rejects where it cannot. */
export type FetchCertificate = (url: string) => Promise<string>;

const timeoutMs = 3000;
/** SNS's certificates have about 2 KB. */
const maximumBytes = 32 * 1024;

/** Fetches a certificate: no redirects, at most 3 seconds and 32 KiB, status 200 only. */
export const fetchCertificate: FetchCertificate = async (url) => {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  try {
    if (response.status !== 200) throw new Error(`the certificate's host answered ${response.status}`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maximumBytes) throw new Error(`the certificate has more than ${maximumBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  } finally {
    // Leaving the loop has closed the body already; a refused status has not.
    if (response.body?.locked === false) await response.body.cancel();
  }
};
