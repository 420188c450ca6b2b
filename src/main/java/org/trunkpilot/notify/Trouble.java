package org.trunkpilot.notify;

import java.time.Instant;

/**
 * One thing that is wrong with a PBX now.
 *
 * @param key the same as long as it is the same trouble, whatever its figures
 * @param rank how bad, to be compared with the same trouble at another time alone
 * @param whose whose fault it is, as a key; empty while nobody knows
 * @param since the first evidence
 * @param words a sentence
 * @param over the sentence for its end
 */
record Trouble(String key, int rank, String whose, Instant since, String words, String over) {
    Trouble since(Instant at) {
        return new Trouble(key, rank, whose, at, words, over);
    }

    /** Whether who has been told of the other has nothing new to learn from this one. */
    boolean isOldNewsAfter(Trouble told) {
        return rank <= told.rank && (whose.isEmpty() || whose.equals(told.whose));
    }
}
