/** Makes a write happen once, however often it is tried. */
export interface WriteOnce {
  /** AWS does a write with a token that it knows a second time only in appearance. At most 128 characters. */
  token: string;
  /** Where an earlier try was sent: whether Regions share tokens is not documented, so no other one is asked. */
  region?: string;
  /** Called before the write is sent to a Region. */
  begun(region: string): Promise<void>;
}
