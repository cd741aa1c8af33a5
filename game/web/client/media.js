// Picture files: in a folder beside the page, or in the page itself; and the frames of clips.

const media = { urls: new Map(), clips: new Map(), waiting: new Map() };

// Where a picture is read from.
function urlOf(id) {
  const file = book.pictures[id].file;
  if (!media.urls.has(file)) {
    const inside = document.getElementById(file);
    media.urls.set(file, inside ? URL.createObjectURL(new Blob([bytesOf(inside.textContent)], { type: inside.dataset.type })) : file);
  }
  return media.urls.get(file);
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64.trim()), (sign) => sign.charCodeAt(0));
}

// What was packed: plain data.
async function unpacked(bytes) {
  return JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text());
}

// Have a picture ready before it is asked for.
function ready(id) {
  if (book.pictures[id].clip) return clipOf(id).catch(() => null);
  const image = new Image();
  image.src = urlOf(id);
  return image.decode().catch(() => null);
}

// Called by the files of clips and of languages, which a page without a server can read only as scripts.
window.hand = (file, base64) => media.waiting.get(file)?.(bytesOf(base64));

function clipOf(id) {
  const file = book.pictures[id].file;
  if (!media.clips.has(file)) media.clips.set(file, bytesOfFile(file).then((bytes) => new Clip(bytes, book.pictures[id].size)));
  return media.clips.get(file);
}

// A file that stands in the page, or beside it as a script.
function bytesOfFile(file) {
  const inside = document.getElementById(file);
  if (inside) return Promise.resolve(bytesOf(inside.textContent));
  return new Promise((resolve, reject) => {
    media.waiting.set(file, resolve);
    document.head.append(h("script", { src: file, error: reject }));
  });
}

// The frames of an animated WebP, each as a file of its own, laid over one another as the format says (RFC 9649).
class Clip {
  constructor(bytes, size) {
    this.size = size;
    this.frames = [];
    this.images = new Map();
    const view = new DataView(bytes.buffer);
    for (const [name, start, end] of chunks(bytes, 12, bytes.length)) {
      if (name !== "ANMF") continue;
      const three = (at) => view.getUint16(start + at, true) | (bytes[start + at + 2] << 16);
      const flags = bytes[start + 15], [x, y, width, height] = [three(0) * 2, three(3) * 2, three(6) + 1, three(9) + 1];
      const parts = [...chunks(bytes, start + 16, end)].filter(([part]) => ["ALPH", "VP8 ", "VP8L"].includes(part));
      this.frames.push({ x, y, width, height, replaces: Boolean(flags & 2), cleared: Boolean(flags & 1), blob: fileOf(bytes, parts, width, height) });
    }
    this.at = -1;
  }

  image(number) {
    if (!this.images.has(number)) {
      this.images.set(number, createImageBitmap(this.frames[number].blob));
      if (this.images.size > 24) {
        const [oldest, image] = this.images.entries().next().value;
        this.images.delete(oldest);
        image.then((bitmap) => bitmap.close(), () => null);
      }
    }
    return this.images.get(number);
  }

  // Draw one frame, and whatever it lies on.
  async draw(context, number) {
    const whole = (frame) => frame.replaces && frame.width >= this.size[0] && frame.height >= this.size[1];
    let from = this.at + 1;
    if (this.context !== context || number <= this.at) {
      from = number;
      while (from > 0 && !whole(this.frames[from])) from--;
    }
    this.context = context;
    for (let place = from; place <= number; place++) {
      const frame = this.frames[place], before = this.frames[place - 1];
      const bitmap = await this.image(place);
      if (before?.cleared) context.clearRect(before.x, before.y, before.width, before.height);
      if (frame.replaces) context.clearRect(frame.x, frame.y, frame.width, frame.height);
      context.drawImage(bitmap, frame.x, frame.y);
      this.at = place;
    }
    this.images.has(number + 1) || number + 1 >= this.frames.length || this.image(number + 1);
  }
}

function* chunks(bytes, start, end) {
  const view = new DataView(bytes.buffer);
  while (start + 8 <= end) {
    const length = view.getUint32(start + 4, true);
    yield [String.fromCharCode(...bytes.subarray(start, start + 4)), start + 8, start + 8 + length];
    start += 8 + length + (length & 1);
  }
}

function fileOf(bytes, parts, width, height) {
  const held = parts.map(([, start, end]) => bytes.subarray(start - 8, end + ((end - start) & 1)));
  const alpha = parts.some(([name]) => name === "ALPH"), head = new Uint8Array(alpha ? 30 : 12), view = new DataView(head.buffer);
  const text = (at, value) => [...value].forEach((letter, place) => { head[at + place] = letter.charCodeAt(0); });
  text(0, "RIFF");
  view.setUint32(4, head.length - 8 + held.reduce((sum, part) => sum + part.length, 0), true);
  text(8, "WEBP");
  if (alpha) {
    text(12, "VP8X");
    view.setUint32(16, 10, true);
    head[20] = 0x10;
    view.setUint32(24, width - 1, true);
    view.setUint16(27, (height - 1) & 0xffff, true);
    head[26] = ((width - 1) >> 16) & 0xff;
    head[29] = (height - 1) >> 16;
  }
  return new Blob([head, ...held], { type: "image/webp" });
}
