package org.trunkpilot.notify;

import java.time.Duration;
import java.util.OptionalInt;

/** The far end of one channel: hands over a message, once, and says what came of it. Safe from any thread. */
interface Receiver {
    /** Takes some seconds at most. */
    Outcome deliver(Message message) throws InterruptedException;

    /**
     * What came of it.
     *
     * @param words what the receiver answered, or what is wrong, a sentence without any secret
     * @param status what the receiver answered, if it did and it has numbers for that
     * @param after the least time before it may be tried again, as the receiver wants it
     */
    record Outcome(Kind kind, String words, OptionalInt status, Duration after) {
        /** What to do about it. */
        enum Kind {
            DELIVERED,
            /** It may well be taken later. */
            TRY_AGAIN,
            /** It would be refused again. */
            GIVE_UP
        }

        static Outcome delivered(String words, OptionalInt status) {
            return new Outcome(Kind.DELIVERED, words, status, Duration.ZERO);
        }

        static Outcome tryAgain(String words) {
            return new Outcome(Kind.TRY_AGAIN, words, OptionalInt.empty(), Duration.ZERO);
        }

        static Outcome giveUp(String words, OptionalInt status) {
            return new Outcome(Kind.GIVE_UP, words, status, Duration.ZERO);
        }
    }
}
