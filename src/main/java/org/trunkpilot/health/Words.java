package org.trunkpilot.health;

import java.time.Duration;

/** Figures as an operator reads them. Plain concatenation: beliefs are put into words several hundred times a second. */
final class Words {
    private Words() {}

    /** One decimal at most: "8 s", "1.2 s"; below a second in milliseconds. */
    static String of(Duration d) {
        long millis = d.toMillis();
        return millis < 1000 ? millis + " ms" : decimal(millis / 1000.0) + " s";
    }

    /** One decimal, none when it is 0: "4", "4.5". */
    static String decimal(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0
                ? Long.toString(tenths / 10)
                : (tenths < 0 ? "-" : "") + Math.abs(tenths / 10) + "." + Math.abs(tenths % 10);
    }

    /** "1 call", "2 calls". */
    static String count(int n, String noun) {
        return n == 1 ? "1 " + noun : n + " " + noun + "s";
    }
}
