// What a scan sounds and feels like, so that nobody needs to look: taken, look at it, no.
const TUNES = {
  good: { notes: [[1320, 0.07]], buzz: 60 },
  careful: { notes: [[880, 0.08], [880, 0.08]], buzz: [50, 60, 50] },
  bad: { notes: [[220, 0.22]], buzz: [200] },
};
const LOUD = 0.08;
let sound = null;

export function tone(how) {
  const tune = TUNES[how] ?? TUNES.good;
  navigator.vibrate?.(tune.buzz);
  try {
    sound ??= new AudioContext();
    let at = sound.currentTime;
    for (const [pitch, length] of tune.notes) {
      const voice = sound.createOscillator();
      const loud = sound.createGain();
      loud.gain.value = LOUD;
      voice.frequency.value = pitch;
      voice.connect(loud).connect(sound.destination);
      voice.start(at);
      voice.stop(at + length);
      at += length + 0.05;
    }
  } catch { /* a page that was never touched may not make a sound */ }
}
