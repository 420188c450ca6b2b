package org.trunkpilot.control;

import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Mode;

/** What is kept of a PBX over a restart: the mode somebody chose, and the core's own memory after it. */
record Remembered(Mode mode, String modeReason, ControllerMemory memory) {

    String text() {
        return "mode " + mode + " " + modeReason.replaceAll("\\s+", " ") + "\n" + memory.text();
    }

    /** Reads the textual form. @throws IllegalArgumentException saying what cannot be read */
    static Remembered parse(String text) {
        int end = text.indexOf('\n');
        String[] word = text.substring(0, Math.max(0, end)).split(" ", 3);
        if (word.length < 2 || !word[0].equals("mode")) {
            throw new IllegalArgumentException("the memory does not begin with a mode");
        }
        return new Remembered(
                Mode.valueOf(word[1]),
                word.length == 3 ? word[2] : "",
                ControllerMemory.parse(text.substring(end + 1)));
    }
}
