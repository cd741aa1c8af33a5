// Chance as Python has it: the Mersenne Twister (Matsumoto & Nishimura 1998), seeded and drawn from as by `random`,
// so that a seed deals the same rounds on a page as in the game. tests/web/vectors.json holds both to it.

class Chance {
  constructor(seed) {
    const number = typeof seed === "string" ? numberOf(seed) : BigInt(seed);
    const key = [];
    for (let rest = number < 0n ? -number : number; rest; rest >>= 32n) key.push(Number(rest & 0xffffffffn));
    this.state = new Uint32Array(624);
    this.place = 624;
    this.fill(key.length ? key : [0]);
  }

  fill(key) {
    const state = this.state;
    state[0] = 19650218;
    for (let at = 1; at < 624; at++) state[at] = Math.imul(1812433253, state[at - 1] ^ (state[at - 1] >>> 30)) + at;
    let at = 1, of = 0;
    for (let turn = Math.max(624, key.length); turn; turn--) {
      state[at] = (state[at] ^ Math.imul(state[at - 1] ^ (state[at - 1] >>> 30), 1664525)) + key[of] + of;
      if (++at > 623) { state[0] = state[623]; at = 1; }
      if (++of >= key.length) of = 0;
    }
    for (let turn = 623; turn; turn--) {
      state[at] = (state[at] ^ Math.imul(state[at - 1] ^ (state[at - 1] >>> 30), 1566083941)) - at;
      if (++at > 623) { state[0] = state[623]; at = 1; }
    }
    state[0] = 0x80000000;
  }

  word() {
    if (this.place > 623) this.turn();
    let y = this.state[this.place++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  turn() {
    const state = this.state;
    for (let at = 0; at < 624; at++) {
      const y = (state[at] & 0x80000000) | (state[(at + 1) % 624] & 0x7fffffff);
      state[at] = state[(at + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.place = 0;
  }

  // From 0 to below 1.
  random() {
    const high = this.word() >>> 5, low = this.word() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  // A whole number from 0 to below `count`.
  below(count) {
    const bits = 32 - Math.clz32(count);
    let drawn;
    do drawn = this.word() >>> (32 - bits); while (drawn >= count);
    return drawn;
  }

  // In place.
  shuffle(items) {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [items[last], items[other]] = [items[other], items[last]];
    }
    return items;
  }

  // All of them in another order, as `sample` of all gives them.
  mixed(items) {
    const rest = [...items];
    return items.map((_, taken) => {
      const at = this.below(rest.length - taken), item = rest[at];
      rest[at] = rest[rest.length - taken - 1];
      return item;
    });
  }
}

// The number that Python seeds with for a text: its bytes, and their SHA-512 behind them.
function numberOf(text) {
  const bytes = new TextEncoder().encode(text);
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) << 512n | sha512(bytes);
}

// FIPS 180-4. The browser's own is not to be had on a page from a stick, and answers later.
function sha512(bytes) {
  const mask = (1n << 64n) - 1n, primes = [];
  for (let number = 2; primes.length < 80; number++) if (primes.every((prime) => number % prime)) primes.push(number);
  const part = (number, power) => root(BigInt(number) << BigInt(64 * power), BigInt(power)) & mask;
  const constants = primes.map((prime) => part(prime, 3));
  const sum = primes.slice(0, 8).map((prime) => part(prime, 2));
  const length = Math.ceil((bytes.length + 17) / 128) * 128, padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(length - 8, BigInt(bytes.length) * 8n);
  const turned = (word, by) => ((word >> BigInt(by)) | (word << BigInt(64 - by))) & mask;
  for (let start = 0; start < length; start += 128) {
    const words = Array.from({ length: 16 }, (_, at) => view.getBigUint64(start + 8 * at));
    for (let at = 16; at < 80; at++) {
      const low = words[at - 15], high = words[at - 2];
      const first = turned(low, 1) ^ turned(low, 8) ^ (low >> 7n), second = turned(high, 19) ^ turned(high, 61) ^ (high >> 6n);
      words.push((words[at - 16] + first + words[at - 7] + second) & mask);
    }
    let [a, b, c, d, e, f, g, h] = sum;
    for (let at = 0; at < 80; at++) {
      const one = h + (turned(e, 14) ^ turned(e, 18) ^ turned(e, 41)) + ((e & f) ^ (~e & mask & g)) + constants[at] + words[at];
      const two = (turned(a, 28) ^ turned(a, 34) ^ turned(a, 39)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & mask, c, b, a, (one + two) & mask];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => { sum[at] = (sum[at] + word) & mask; });
  }
  return sum.reduce((whole, word) => (whole << 64n) | word, 0n);
}

// The whole part of a root, by Newton's method.
function root(number, power) {
  let guess = 1n << BigInt(Math.ceil(number.toString(2).length / Number(power)));
  for (;;) {
    const better = ((power - 1n) * guess + number / guess ** (power - 1n)) / power;
    if (better >= guess) return guess;
    guess = better;
  }
}
