// The browser's own voice and ears, where it has them.
const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const SECONDS_A_SIGN = 0.25, LONGEST = 30;

export const canListen = () => Boolean(Recognition);

export function hush() {
  window.speechSynthesis?.cancel();
}

// Ends when it is said; where no voice answers, after the time it would take, at most three seconds. Rate 1 is the usual.
export function speak(text, rate = 1) {
  const seconds = Math.min((text.length * SECONDS_A_SIGN) / rate, LONGEST);
  return new Promise((done) => {
    if (!text) return done();
    const voices = window.speechSynthesis?.getVoices() ?? [];
    const voice = voices.find((one) => one.lang.startsWith("zh"));
    if (!voice) return setTimeout(done, Math.min(seconds, 3) * 1000);
    const said = new SpeechSynthesisUtterance(text);
    said.lang = "zh-CN";
    said.rate = rate;
    said.voice = voice;
    said.onend = said.onerror = done;
    setTimeout(done, (seconds * 2 + 2) * 1000);
    window.speechSynthesis.speak(said);
  });
}

export function listenOnce() {
  return new Promise((done) => {
    const ears = new Recognition();
    let heard = "";
    ears.lang = "zh-CN";
    ears.onresult = (event) => { heard = event.results[0][0].transcript; };
    ears.onend = () => done(heard.trim());
    ears.onerror = () => done("");
    ears.start();
  });
}
