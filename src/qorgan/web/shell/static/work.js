"use strict";

// The work that a form asks for: eight small searches with SHA-256 (FIPS 180-4), one block each. In a worker of its own,
// so that writing is never held up. Not crypto.subtle: it is missing where a page comes without TLS, as over an onion
// address in some browsers, and one promise for each hash would cost more than the hash.
const ROUND = new Int32Array(64);
const START = new Int32Array(8);
(() => {
  const isPrime = (n) => {
    for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
    return true;
  };
  const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  for (let n = 2, at = 0; at < 64; n++) {
    if (!isPrime(n)) continue;
    if (at < 8) START[at] = fraction(Math.sqrt(n));
    ROUND[at++] = fraction(Math.cbrt(n));
  }
})();

const block = new Int32Array(64);

// Returns the first 48 bits of SHA-256 of a short ASCII text, at most 55 letters.
const hashed = (text) => {
  block.fill(0, 0, 16);
  for (let i = 0; i < text.length; i++) block[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
  block[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
  block[15] = text.length * 8;
  for (let i = 16; i < 64; i++) {
    const x = block[i - 15];
    const y = block[i - 2];
    const s = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const t = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    block[i] = (block[i - 16] + s + block[i - 7] + t) | 0;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i++) {
    const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s + ((e & f) ^ (~e & g)) + ROUND[i] + block[i]) | 0;
    const t = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (t + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  return ((START[0] + a) >>> 0) * 65536 + (((START[1] + b) >>> 0) >>> 16);
};

addEventListener("message", ({ data: { seed, price } }) => {
  const below = Math.floor((8 * 2 ** 48) / price);
  const found = [];
  for (let part = 0; part < 8; part++) {
    let counter = 0;
    while (hashed(`${seed}.${part}.${counter}`) >= below) counter++;
    found.push(counter);
  }
  postMessage(found.join("."));
});
