// Notes when a press was made, sent, answered and shown in this page, and when this page heard sound begin and end.
(() => {
  const radio = window.__radio;
  const LOUD = 0.04;
  const EAR = `registerProcessor("ear", class extends AudioWorkletProcessor {
    constructor() { super(); this.loud = false; this.last = 0; }
    process([input]) {
      let peak = 0;
      for (const channel of input) for (const one of channel) peak = Math.max(peak, Math.abs(one));
      const end = currentFrame + 128;
      if (peak > ${LOUD}) {
        if (!this.loud) this.port.postMessage({ type: "began", agoMs: 0 });
        this.loud = true;
        this.last = end;
      } else if (this.loud && end - this.last > sampleRate / 10) {
        this.loud = false;
        this.port.postMessage({ type: "ended", agoMs: ((end - this.last) * 1000) / sampleRate });
      }
      return true;
    }
  })`;
  let aheadMs = 0;
  const wall = (at = performance.now()) => at + aheadMs;

  // Pages have clocks of their own; the machine has one, and its tick sets them.
  radio.setClock = () => {
    const before = Date.now();
    let now = before;
    while (now === before) now = Date.now();
    aheadMs = now - performance.now();
  };

  radio.watchPresses = () => {
    radio.presses = [];
    let press = {};
    radio.gain.gain.value = 0;
    const note = (what, at) => {
      press[what] ??= wall(at);
    };
    const pressed = (event) => {
      radio.gain.gain.setValueAtTime(0.4, radio.microphone.currentTime);
      press = {};
      radio.presses.push(press);
      note("pressed", event.timeStamp);
      note("handled");
    };
    window.addEventListener("pointerdown", pressed, { capture: true });
    window.addEventListener("pointerup", (event) => note("released", event.timeStamp), { capture: true });

    const known = new WeakSet();
    const { send } = WebSocket.prototype;
    // Before the app hears of it.
    const overhear = (socket) => {
      const hear = socket.onmessage;
      socket.onmessage = (event) => {
        if (event.data.includes('"granted"')) note("answered");
        hear.call(socket, event);
      };
      known.add(socket);
    };
    WebSocket.prototype.send = function (text) {
      if (!known.has(this)) overhear(this);
      if (text.includes('"floor.request"')) note("sent");
      send.call(this, text);
    };

    const frame = new MessageChannel();
    frame.port1.onmessage = () => note("shown");
    new MutationObserver(() => {
      if (document.querySelector("button[data-s]")?.dataset.s !== "talk" || press.drawn !== undefined) return;
      note("drawn");
      // What is posted in a frame comes once the frame is painted.
      requestAnimationFrame(() => frame.port2.postMessage(null));
    }).observe(document.body, { subtree: true, attributeFilter: ["data-s"] });
  };

  radio.hush = () => {
    radio.gain.gain.value = 0;
  };

  radio.hearBursts = async () => {
    const audio = (radio.context ??= new AudioContext({ sampleRate: 48000 }));
    await audio.resume();
    await audio.audioWorklet.addModule(URL.createObjectURL(new Blob([EAR], { type: "text/javascript" })));
    const ear = new AudioWorkletNode(audio, "ear");
    radio.sounds = [];
    ear.port.onmessage = ({ data: { type, agoMs } }) => radio.sounds.push([type, wall() - agoMs]);
    for (const receiver of radio.peers.at(-1).getReceivers().slice(0, 2)) {
      audio.createMediaStreamSource(new MediaStream([receiver.track])).connect(ear);
    }
    ear.connect(audio.destination);
  };
})();
