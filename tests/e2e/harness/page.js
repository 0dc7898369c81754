// Runs in every page before its own code: a microphone that plays a tone we choose, and an ear on what the page hears.
(() => {
  const radio = { tone: null, gain: null, ears: [], heard: [] };
  window.__radio = radio;

  const makeMicrophone = async () => {
    const context = new AudioContext({ sampleRate: 48000 });
    await context.resume();
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = radio.hertz ?? 440;
    gain.gain.value = 0.4;
    const out = context.createMediaStreamDestination();
    tone.connect(gain).connect(out);
    tone.start();
    Object.assign(radio, { tone, gain, microphone: context });
    return out.stream;
  };
  navigator.mediaDevices.getUserMedia = async () => {
    if (radio.refuse) throw new DOMException("refused by the test", radio.refuse);
    return makeMicrophone();
  };

  // Every received track goes through an analyser; `listen` samples level and loudest band.
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...args) {
      super(...args);
      radio.peers = [...(radio.peers ?? []), this];
      this.addEventListener("track", (event) => {
        const context = (radio.context ??= new AudioContext({ sampleRate: 48000 }));
        context.resume();
        const analyser = context.createAnalyser();
        analyser.fftSize = 2048;
        context.createMediaStreamSource(new MediaStream([event.track])).connect(analyser);
        radio.ears.push(analyser);
      });
    }
  };

  // What a screen reader is told, in order: `alert: …` or `status: …`.
  radio.said = [];
  const shown = new Map();
  new MutationObserver(() => {
    for (const region of document.querySelectorAll("[role=status], [role=alert]")) {
      const text = region.textContent;
      if (shown.get(region) === text) continue;
      shown.set(region, text);
      if (text !== "") radio.said.push(`${region.role}: ${text.trim()}`);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });

  radio.listen = () => {
    let best = { level: 0, hertz: 0 };
    for (const ear of radio.ears) {
      const wave = new Float32Array(ear.fftSize);
      ear.getFloatTimeDomainData(wave);
      const level = Math.sqrt(wave.reduce((sum, one) => sum + one * one, 0) / wave.length);
      if (level <= best.level) continue;
      const bins = new Float32Array(ear.frequencyBinCount);
      ear.getFloatFrequencyData(bins);
      const loudest = bins.reduce((found, one, at) => (one > bins[found] ? at : found), 0);
      best = { level, hertz: (loudest * 48000) / ear.fftSize };
    }
    return best;
  };
})();
