package org.trunkpilot.practice.port;

import java.util.function.Consumer;

/** One session without its socket: text in, text out. Only whoever holds the world calls it. */
public interface Dialogue {
    /** Somebody has connected. */
    void begin();

    /** Takes what came, cut anywhere; a character a byte. */
    void receive(String text);

    /** The client is gone, or is to go. */
    void end();

    /** Makes the dialogue of one client. */
    interface Maker {
        /**
         * A dialogue with somebody who has just connected.
         *
         * @param close called once the last word has been handed to {@code out}
         */
        Dialogue make(Consumer<String> out, Runnable close);
    }
}
