// Marks: a burst begins with 20 ms of one tone and ends with 20 ms of another; the listener keeps every sample it hears.
(() => {
  const radio = window.__radio;
  const MARK_S = 0.02;
  const RECORDER = `registerProcessor("recorder", class extends AudioWorkletProcessor {
    constructor() { super(); this.block = new Float32Array(480); this.at = 0; }
    process([input]) {
      for (const one of input[0] ?? []) {
        this.block[this.at++] = one;
        if (this.at === this.block.length) { this.port.postMessage(this.block.slice()); this.at = 0; }
      }
      return true;
    }
  })`;

  radio.record = async () => {
    const audio = (radio.context ??= new AudioContext({ sampleRate: 48000 }));
    await audio.resume();
    await audio.audioWorklet.addModule(URL.createObjectURL(new Blob([RECORDER], { type: "text/javascript" })));
    const recorder = new AudioWorkletNode(audio, "recorder");
    radio.blocks = [];
    const wall = () => performance.timeOrigin + performance.now();
    recorder.port.onmessage = (event) => radio.blocks.push([wall(), Array.from(event.data)]);
    for (const receiver of radio.peers.at(-1).getReceivers().slice(0, 2)) {
      audio.createMediaStreamSource(new MediaStream([receiver.track])).connect(recorder);
    }
    recorder.connect(audio.destination);
  };

  radio.take = () => radio.blocks.splice(0);

  // The sound starts in the press itself, before the app hears of it.
  radio.arm = (first, body) => {
    radio.gain.gain.value = 0;
    window.addEventListener("pointerdown", () => {
      const now = radio.microphone.currentTime;
      radio.tone.frequency.setValueAtTime(first, now);
      radio.tone.frequency.setValueAtTime(body, now + MARK_S);
      radio.gain.gain.setValueAtTime(0.4, now);
      radio.pressed = performance.timeOrigin + performance.now();
    }, { capture: true });
  };

  // The last sound ends with the release.
  radio.finish = (last) => new Promise((done) => {
    const now = radio.microphone.currentTime;
    radio.tone.frequency.setValueAtTime(last, now);
    radio.gain.gain.setValueAtTime(0, now + MARK_S);
    setTimeout(done, MARK_S * 1000);
  });
})();
