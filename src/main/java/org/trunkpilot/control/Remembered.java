package org.trunkpilot.control;

import java.util.Optional;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Mode;

/** What is kept of a PBX over a restart: the mode somebody chose, if anybody did, and the core's own memory after it. */
record Remembered(Optional<Choice> choice, ControllerMemory memory) {
    /** A first start. */
    static final Remembered NOTHING = new Remembered(Optional.empty(), ControllerMemory.EMPTY);

    /** A mode that a person chose in the page or over REST; it stands until a person chooses another. */
    record Choice(Mode mode, String why) {}

    String text() {
        return "mode "
                + choice.map(c -> c.mode() + " " + c.why().replaceAll("\\s+", " "))
                        .orElse("-") + "\n" + memory.text();
    }

    /** Reads the textual form. @throws IllegalArgumentException saying what cannot be read */
    static Remembered parse(String text) {
        int end = text.indexOf('\n');
        String[] word = text.substring(0, Math.max(0, end)).split(" ", 3);
        if (word.length < 2 || !word[0].equals("mode")) {
            throw new IllegalArgumentException("the memory does not begin with a mode");
        }
        Optional<Choice> choice = word[1].equals("-")
                ? Optional.empty()
                : Optional.of(new Choice(Mode.valueOf(word[1]), word.length == 3 ? word[2] : ""));
        return new Remembered(choice, ControllerMemory.parse(text.substring(end + 1)));
    }
}
