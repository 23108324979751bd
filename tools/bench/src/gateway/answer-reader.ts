const blank = Buffer.from('\r\n\r\n');
const lineEnd = 0x0a;

/** Tells where one HTTP/1.1 answer ends, without looking at its body. */
export class AnswerReader {
  status = 0;
  private head: Buffer = Buffer.alloc(0);
  private inBody = false;
  private chunked = false;
  /** Bytes of the body, or of the chunk with its line end, that are still to come. */
  private left = 0;
  private sizeLine = '';
  private lastChunk = false;

  /** Takes bytes that came; true once the answer is whole. One answer at a time is on its way. */
  take(bytes: Buffer): boolean {
    if (this.inBody) return this.takeBody(bytes);
    const head = this.head.length > 0 ? Buffer.concat([this.head, bytes]) : bytes;
    const end = head.indexOf(blank);
    if (end < 0) {
      this.head = head;
      return false;
    }
    this.head = Buffer.alloc(0);
    this.readHead(head.toString('latin1', 0, end).toLowerCase());
    return this.takeBody(head.subarray(end + blank.length));
  }

  private readHead(text: string): void {
    this.inBody = true;
    this.status = Number(text.slice(9, 12));
    this.chunked = text.includes('\r\ntransfer-encoding: chunked');
    const at = text.indexOf('\r\ncontent-length:');
    this.left = at < 0 ? 0 : Number.parseInt(text.slice(at + 17), 10);
    this.sizeLine = '';
    this.lastChunk = false;
  }

  private takeBody(bytes: Buffer): boolean {
    if (!this.chunked) {
      this.left -= bytes.length;
      return this.left <= 0 && this.done();
    }
    let at = 0;
    while (at < bytes.length) {
      if (this.left > 0) {
        const taken = Math.min(this.left, bytes.length - at);
        this.left -= taken;
        at += taken;
        if (this.left === 0 && this.lastChunk) return this.done();
        continue;
      }
      const end = bytes.indexOf(lineEnd, at);
      this.sizeLine += bytes.toString('latin1', at, end < 0 ? bytes.length : end);
      if (end < 0) return false;
      at = end + 1;
      const size = Number.parseInt(this.sizeLine, 16);
      this.sizeLine = '';
      this.lastChunk = size === 0;
      this.left = size + 2;
    }
    return false;
  }

  private done(): true {
    this.inBody = false;
    return true;
  }
}
