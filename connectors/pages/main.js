// Joins the parts of the page.

import { startChat } from "./chat.js";
import { startComposer } from "./composer.js";
import { startLargeText } from "./large.js";
import { startSide } from "./side.js";

const chat = startChat();
const composer = startComposer((text) => chat.send(text));
startLargeText(() => composer.fit());
startSide({ send: (text) => chat.send(text), fill: (text) => composer.fill(text) });
